/** In characters. */
export const LONGEST = 65_536;

/** A line of text, or null for one that is longer than LONGEST: it is passed over, so that memory stays bounded. */
export type Line = string | null;

/** The lines of a byte stream in UTF-8, as many at a time as arrive together. */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder();
  let rest = '';
  let tooLong = false;
  for await (const chunk of input) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    const lines = parts.map((line, index) =>
      (index === 0 && tooLong) || line.length > LONGEST ? null : line.replace(/\r$/, ''),
    );
    if (parts.length > 0) tooLong = false;
    if (rest.length > LONGEST) {
      tooLong = true;
      rest = '';
    }
    if (lines.length > 0) yield lines;
  }
  rest += decoder.decode();
  if (tooLong) yield [null];
  else if (rest !== '') yield [rest];
}
