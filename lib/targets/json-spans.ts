/** Where a value stands in a JSON text: from `start` up to and without `end`. */
export type Span = { pointer: string; start: number; end: number };

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** The tokens of a JSON text in order: strings with their quotes, brackets, colons, commas, and all else. */
export function* tokensOf(text: string): Generator<string> {
  for (const [token] of text.matchAll(TOKEN)) yield token;
}

type Holder = { pointer: string | null; start: number; list: boolean; key: string; index: number };

/**
 * Finds the values at JSON pointers (RFC 6901) in a text that is JSON, or JSON with unquoted context attributes.
 * Text is read, not parsed, so that whatever is not replaced stays as it was typed. Of values that stand within each
 * other only the outermost is found; a key that stands twice is found twice.
 */
export function spansAt(text: string, pointers: readonly string[]): Span[] {
  if (pointers.length === 0) return [];
  const wanted = new Set(pointers);
  const longest = Math.max(0, ...pointers.map((pointer) => pointer.length));
  const found: Span[] = [];
  const holders: Holder[] = [];
  let keyNext = false;
  const keep = (pointer: string | null, start: number, end: number) => {
    if (pointer !== null && wanted.has(pointer)) found.push({ pointer, start, end });
  };
  for (const { 0: token, index: start } of text.matchAll(TOKEN)) {
    const holder = holders.at(-1);
    const end = start + token.length;
    if (token === ':') continue;
    if (token === ',') {
      if (holder) holder.index += 1;
      keyNext = holder?.list === false;
    } else if (token === '}' || token === ']') {
      holders.pop();
      keyNext = false;
      if (holder) keep(holder.pointer, holder.start, end);
    } else if (keyNext && holder) {
      holder.key = JSON.parse(token) as string;
      keyNext = false;
    } else {
      const pointer = pointerWithin(holder, longest);
      keyNext = token === '{';
      if (token === '{' || token === '[')
        holders.push({ pointer, start, list: token === '[', key: '', index: 0 });
      else keep(pointer, start, end);
    }
  }
  return outermost(found);
}

/** Null beyond the longest pointer that is looked for: deep texts cost no more than long ones. */
function pointerWithin(holder: Holder | undefined, longest: number): string | null {
  if (!holder) return '';
  if (holder.pointer === null) return null;
  const part = holder.list ? String(holder.index) : holder.key.replaceAll('~', '~0').replaceAll('/', '~1');
  const pointer = `${holder.pointer}/${part}`;
  return pointer.length > longest ? null : pointer;
}

function outermost(spans: Span[]): Span[] {
  let reached = 0;
  return spans
    .sort((a, b) => a.start - b.start)
    .filter(({ start, end }) => {
      if (start < reached) return false;
      reached = end;
      return true;
    });
}
