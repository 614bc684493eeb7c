import type { Format } from '@/lib/audit/export/format';

const [QUOTE, LINE_FEED] = [0x22, 0x0a];

/**
 * Counts the lines of a file while it comes. In CSV a line break within quotes ends none, and the first line is its head.
 * @returns takes the next bytes, and says how many rows there were so far
 */
export function rowCounter(format: Format): (bytes: Uint8Array) => number {
  let rows = format === 'csv' ? -1 : 0;
  let quoted = false;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === QUOTE && format === 'csv') quoted = !quoted;
      else if (byte === LINE_FEED && !quoted) rows += 1;
    }
    return Math.max(0, rows);
  };
}
