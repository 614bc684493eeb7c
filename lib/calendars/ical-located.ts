import ICAL from 'ical.js';
import { type ContentLine, IcalError } from './ical-lines';

/** What ical.js can not read, said with the line on which it stands. */
export function located<R>({ lines }: { lines: ContentLine[] }, work: () => R): R {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof IcalError) throw error;
    const wrong = lines.find(isUnreadable);
    if (!wrong) throw new IcalError(lines[0]?.line ?? 1, `this event can't be read: ${error.message}.`);
    const [name] = wrong.text.split(/[;:]/);
    throw new IcalError(wrong.line, `${name} can't be read: ${wrong.text.slice(0, 80)}`);
  }
}

function isUnreadable({ text }: ContentLine): boolean {
  if (/^(BEGIN|END):/i.test(text)) return false;
  try {
    const [, properties] = ICAL.parse(`BEGIN:VEVENT\r\n${text}\r\nEND:VEVENT`) as [string, unknown[][]];
    for (const property of properties)
      new ICAL.Property(property as ConstructorParameters<typeof ICAL.Property>[0]).getValues().map(String);
    return false;
  } catch (error) {
    if (error instanceof Error) return true;
    throw error;
  }
}
