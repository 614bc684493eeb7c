import { fieldInSentence, fieldLabel } from '@/lib/audit/readable-difference-words';

/** Fields of a form that a version has under another name. */
const SAME: Readonly<Record<string, string>> = {
  teamId: 'team',
  calendarIds: 'calendars',
  startLocal: 'startAt',
  endLocal: 'endAt',
};

/** The field that is wrong with a version: `schedule.targets.0.roleArn` is `Target 1, role`. */
export function problemLabel(path: string): string {
  const [name = '', index, field] = path.replace(/^schedule\./, '').split('.');
  if (name !== 'targets' || index === undefined) return fieldLabel(SAME[name] ?? name);
  const target = `Target ${Number(index) + 1}`;
  return field ? `${target}, ${fieldInSentence(field)}` : target;
}
