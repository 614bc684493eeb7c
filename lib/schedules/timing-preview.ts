import { describe as inEnglish } from '@/lib/timing/describe';
import { ExpressionError, parseExpression } from '@/lib/timing/expression';
import { isTimeZone, localFields } from '@/lib/timing/zone';
import { expressionOf, type ScheduleForm, toInput } from './form';
import { type ScheduleTiming, timingColumns, upcoming } from './timing';

/** One coming run, and the change of the clocks before it in the schedule's zone: offsets from UTC in minutes. */
export type ComingRun = { at: Date; clocks: { from: number; to: number } | null };

export type TimingPreview =
  | { kind: 'incomplete' }
  | { kind: 'wrong'; error: ExpressionError }
  | { kind: 'right'; english: string; timing: ScheduleTiming };

/**
 * What a form's timing means while it is typed.
 * @param before the stored timing of a schedule that is edited: an unchanged rate keeps its rhythm
 */
export function previewTiming(form: ScheduleForm, now: Date, before?: ScheduleTiming): TimingPreview {
  const text = expressionOf(form.timing);
  if (text === '' || (form.timing.mode === 'every' && form.timing.every.trim() === ''))
    return { kind: 'incomplete' };
  try {
    const english = inEnglish(parseExpression(text), isTimeZone(form.timeZone) ? form.timeZone : undefined);
    if (!isTimeZone(form.timeZone)) return { kind: 'incomplete' };
    const { expression, timeZone, startLocal, endLocal } = toInput(form);
    return {
      kind: 'right',
      english,
      timing: timingColumns({ expression, timeZone, startLocal, endLocal }, now, before),
    };
  } catch (error) {
    if (error instanceof ExpressionError) return { kind: 'wrong', error };
    throw error;
  }
}

/** The next runs, each with the change of the clocks that came before it. */
export function comingRuns(timing: ScheduleTiming, now: Date, count: number): ComingRun[] {
  const offset = (at: Date) => localFields(at, timing.timeZone).offsetMinutes;
  const runs = upcoming(timing, now, count);
  return runs.map((at, index) => {
    const from = offset(runs[index - 1] ?? now);
    const to = offset(at);
    return { at, clocks: from === to ? null : { from, to } };
  });
}

const DAY = 86_400_000;

/** A rate of one minute has 43,200 runs in 30 days. */
export const RUNS_CAP = 50_000;

/** How many runs a timing has in the coming days; counted up to RUNS_CAP. */
export function runsWithin(timing: ScheduleTiming, now: Date, days: number): number {
  const last = now.getTime() + days * DAY;
  return upcoming(timing, now, RUNS_CAP).filter((at) => at.getTime() <= last).length;
}

/** Why a timing that is right in itself can't be saved: nothing would ever run. Null where something will. */
export function neverRuns(form: ScheduleForm, now: Date, before?: ScheduleTiming): string | null {
  const preview = previewTiming(form, now, before);
  if (preview.kind !== 'right' || upcoming(preview.timing, now, 1).length > 0) return null;
  return preview.timing.expression.startsWith('at(')
    ? 'This time has passed. Choose one in the future.'
    : 'It would never run: there is no run between its start and its end.';
}
