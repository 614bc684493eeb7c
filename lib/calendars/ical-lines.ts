/** One property of a file, its continuation lines joined, and the line on which it begins, counted from 1. */
export type ContentLine = { line: number; text: string };

/** What is wrong with a calendar file, and on which line. */
export class IcalError extends Error {
  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(`Line ${line}: ${reason}`);
    this.name = 'IcalError';
  }
}

/**
 * The content lines of an iCalendar file (RFC 5545, section 3.1), with what opens also closed.
 * @throws IcalError
 */
export function contentLines(text: string): ContentLine[] {
  const lines = unfold(text);
  const [first] = lines;
  if (first?.text.toUpperCase() !== 'BEGIN:VCALENDAR')
    throw new IcalError(first?.line ?? 1, 'this is no calendar file: it has to begin with BEGIN:VCALENDAR.');
  const open: { line: number; name: string }[] = [];
  for (const { line, text } of lines) {
    const [, keyword = '', name = ''] = /^(BEGIN|END):(.*)$/i.exec(text) ?? [];
    if (keyword.toUpperCase() === 'BEGIN') open.push({ line, name: name.trim().toUpperCase() });
    else if (keyword) {
      const begun = open.pop();
      if (begun?.name !== name.trim().toUpperCase())
        throw new IcalError(
          line,
          `${text} closes ${begun ? `BEGIN:${begun.name} of line ${begun.line}` : 'nothing'}.`,
        );
    } else if (!/^[\w.-]+[;:]/.test(text))
      throw new IcalError(
        line,
        `"${text.slice(0, 60)}" is no property: it has to be a name, a colon and a value.`,
      );
  }
  const begun = open.at(-1);
  if (begun) throw new IcalError(begun.line, `BEGIN:${begun.name} is never closed: the file may be cut off.`);
  return lines;
}

function unfold(text: string): ContentLine[] {
  const lines: ContentLine[] = [];
  for (const [index, part] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const last = lines.at(-1);
    if (/^[ \t]/.test(part) && last) last.text += part.slice(1);
    else if (part.trim() !== '') lines.push({ line: index + 1, text: part });
  }
  return lines;
}
