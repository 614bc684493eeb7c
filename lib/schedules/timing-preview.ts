import { describe as inEnglish } from '@/lib/timing/describe';
import type { ExcludedDates } from '@/lib/timing/excluded';
import { ExpressionError, parseExpression } from '@/lib/timing/expression';
import { isTimeZone } from '@/lib/timing/zone';
import { type Problems, type ScheduleForm, toInput } from './form';
import { isBegun, timingField, timingProblems } from './form-timing';
import { hasRunLeft, type ScheduleTiming, timingColumns } from './timing';

/** `problems` are at their fields; `error` is that of an expression which is typed. */
export type TimingPreview =
  | { kind: 'incomplete' }
  | { kind: 'wrong'; problems: Problems; error: ExpressionError | null }
  | { kind: 'right'; english: string; timing: ScheduleTiming };

/** What a preview knows besides the form: the stored timing that is edited, and the dates on which nothing runs. */
export type PreviewContext = {
  /** An unchanged rate keeps its rhythm. */
  before?: ScheduleTiming | undefined;
  excluded: readonly ExcludedDates[];
};

/** The dates of the calendars that are followed. */
export const excludedBy = (
  calendars: readonly { id: string; dates: readonly ExcludedDates[] }[],
  followed: readonly string[],
): ExcludedDates[] => calendars.filter(({ id }) => followed.includes(id)).flatMap(({ dates }) => dates);

/** What a form's timing means while it is typed. */
export function previewTiming(form: ScheduleForm, now: Date, context: PreviewContext): TimingPreview {
  const { timing } = form;
  if (!isBegun(timing)) return { kind: 'incomplete' };
  const problems = timingProblems(timing);
  if (problems.length > 0) {
    const byField = Object.fromEntries(problems.map(({ path, message }) => [path, message]));
    return { kind: 'wrong', problems: byField, error: null };
  }
  const { expression, timeZone, second, startLocal, endLocal } = toInput(form);
  try {
    const parsed = parseExpression(expression);
    if (!isTimeZone(timeZone)) return { kind: 'incomplete' };
    const entered = { expression, timeZone, second: Number(second), startLocal, endLocal };
    return {
      kind: 'right',
      english: inEnglish(parsed, timeZone, Number(second)),
      timing: timingColumns(entered, now, context.before, context.excluded),
    };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { kind: 'wrong', problems: { [timingField(timing.mode)]: error.message }, error };
  }
}

/** Why a timing that is right in itself can't be saved, at its field: nothing would ever run. Null where something will. */
export function neverRuns(
  form: ScheduleForm,
  now: Date,
  context: PreviewContext,
): { field: string; message: string } | null {
  const preview = previewTiming(form, now, context);
  if (preview.kind !== 'right' || hasRunLeft(preview.timing, now)) return null;
  const field = timingField(form.timing.mode);
  if (hasRunLeft({ ...preview.timing, excluded: [] }, now))
    return {
      field: 'calendarIds',
      message:
        'It would never run: the calendars exclude all of its times. Choose another time, or fewer calendars.',
    };
  return { field, message: neverText(preview.timing) };
}

function neverText({ expression, startAt, endAt }: ScheduleTiming): string {
  if (expression.startsWith('at(')) return 'This time has passed. Choose one in the future.';
  if (startAt || endAt) return 'It would never run: there is no run between its start and its end.';
  return 'It would never run: its years are over, or the clocks jump over all of its times.';
}
