import { exportAudit } from '@/lib/audit/export/export';
import { contextOf } from './test-product';

/** Exports the activity audit, keeps nothing of it, and says what it took: rows in order, bytes, and memory in MB. */
async function main(): Promise<void> {
  const { TEST_FORMAT: format = 'csv' } = process.env;
  const { parts, rows } = await exportAudit(contextOf('administrator'), {
    audit: 'activity',
    format,
    filter: {},
  });
  const first = memory();
  const peak = { ...first };
  let [bytes, seen, inOrder] = [0, 0, true];
  for await (const part of parts) {
    bytes += Buffer.byteLength(part);
    for (const [, seq] of part.matchAll(/^(?:"|\{"chain":"activity","seq":)(\d+)/gm)) {
      seen += 1;
      inOrder &&= Number(seq) === seen;
    }
    const { rss, heap } = memory();
    peak.rss = Math.max(peak.rss, rss);
    peak.heap = Math.max(peak.heap, heap);
  }
  process.stdout.write(`${JSON.stringify({ rows, seen, inOrder, megabytes: mega(bytes), first, peak })}\n`);
  process.exit(0);
}

const mega = (bytes: number): number => Math.round(bytes / 1_048_576);

function memory() {
  const { rss, heapUsed } = process.memoryUsage();
  return { rss: mega(rss), heap: mega(heapUsed) };
}

await main();
