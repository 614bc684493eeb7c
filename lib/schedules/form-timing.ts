import { numberOf } from '@/lib/targets/forms/number';
import { type Builder, fromExpression, toExpression } from '@/lib/timing/builder';
import { type BuilderProblem, builderProblem } from '@/lib/timing/builder-problem';
import type { RateUnit } from '@/lib/timing/expression';
import { builderOf, fieldsOf } from './form-builder';

export type Mode = Builder['mode'];

/** A weekday of the month is one way to people, whether counted from the beginning or the end. */
export type MonthlyKind = 'dates' | 'last-day' | 'weekday' | 'last-weekday' | 'nearest-weekday';

/** `nth` is 1 to 5, or 0 for the last; weekdays count from 1 = Sunday. */
export type MonthlyForm = {
  kind: MonthlyKind;
  dates: number[];
  nearest: number;
  nth: number;
  weekday: number;
  months: number[];
};

/** Every way to enter the timing at once: what was typed in one is still there after a look at another. */
export type TimingForm = {
  mode: Mode;
  /** The way in which something was entered last: it is the one whose meaning another way takes over. */
  entered: Mode;
  local: string;
  every: string;
  unit: RateUnit;
  /** How long after the previous run ended. */
  after: string;
  afterUnit: RateUnit;
  /** Of every day, week and month alike. */
  times: string[];
  second: string;
  weekdays: number[];
  monthly: MonthlyForm;
  expression: string;
};

const EVERY_MONTH = Array.from({ length: 12 }, (_, index) => index + 1);

export const EMPTY_TIMING: TimingForm = {
  mode: 'daily',
  entered: 'daily',
  local: '',
  every: '',
  unit: 'hour',
  after: '',
  afterUnit: 'minute',
  times: [''],
  second: '',
  weekdays: [2, 3, 4, 5, 6],
  monthly: { kind: 'dates', dates: [1], nearest: 15, nth: 1, weekday: 2, months: EVERY_MONTH },
  expression: '',
};

/** A stored expression, and the second of its runs, in the simplest way that holds it. */
export function timingForm(expression: string, second: number): TimingForm {
  const builder = fromExpression(expression);
  const form = { ...EMPTY_TIMING, expression, second: second === 0 ? '' : String(second) };
  return { ...form, ...fieldsOf(builder, form), mode: builder.mode, entered: builder.mode };
}

/**
 * The expression that was entered; '' where its parts are none. An expression that is stored or was typed stays as it
 * is written while the parts still mean the same.
 */
export function expressionOf(timing: TimingForm): string {
  const builder = builderOf(timing);
  if (builderProblem(builder)) return '';
  const kept = fromExpression(timing.expression);
  return JSON.stringify(kept) === JSON.stringify(builder) ? timing.expression.trim() : toExpression(builder);
}

/** Whether runs have a second of their own to choose: those of a cron expression. */
export const hasSecond = ({ mode, expression }: TimingForm): boolean =>
  mode === 'expression' ? expression.trim().startsWith('cron(') : !WITHOUT_SECOND.includes(mode);

const WITHOUT_SECOND: readonly Mode[] = ['once', 'every', 'after'];

/** Whether it says to run after its runs, which Rota alone can: nobody else sees their ends. */
export const entersAfter = ({ mode, expression }: TimingForm): boolean =>
  mode === 'after' || (mode === 'expression' && expression.trim().startsWith('after('));

/** The second as `scheduleInput` takes it: a number, or the text where it is none. */
export const secondOf = (timing: TimingForm): number | string =>
  hasSecond(timing) && timing.second.trim() !== '' ? numberOf(timing.second) : 0;

/** Whether a second is asked for that is not the full minute: direct delivery knows none. */
export function asksForSecond(timing: TimingForm): boolean {
  const { mode, local, expression } = timing;
  if (mode === 'once') return /:\d\d:(?!00)\d\d$/.test(local);
  if (mode === 'expression' && /^\s*at\(.*:(?!00)\d\d\)\s*$/.test(expression)) return true;
  return secondOf(timing) !== 0;
}

/** What is wrong with the parts that are entered, each at its field. */
export function timingProblems(timing: TimingForm): { path: string; message: string }[] {
  const problem = builderProblem(builderOf(timing));
  const second = secondOf(timing);
  const wrongSecond = typeof second !== 'number' || !Number.isInteger(second) || second < 0 || second > 59;
  return [
    ...(problem ? [{ path: fieldOfPart(problem.part, timing), message: problem.message }] : []),
    ...(wrongSecond
      ? [{ path: 'timing.second', message: 'Enter a whole number of seconds from 0 to 59.' }]
      : []),
  ];
}

/** Whether something is entered at all: what is empty is not wrong yet while somebody types. */
export function isBegun(timing: TimingForm): boolean {
  switch (timing.mode) {
    case 'once':
      return timing.local !== '';
    case 'every':
      return timing.every.trim() !== '';
    case 'after':
      return timing.after.trim() !== '';
    case 'expression':
      return timing.expression.trim() !== '';
    default:
      return timing.times.some((time) => time !== '');
  }
}

/**
 * Goes to another way to enter the timing. It takes over what it can hold of what was entered last, and keeps what was
 * entered in it before otherwise.
 */
export function switchMode(timing: TimingForm, mode: Mode): TimingForm {
  const next = { ...timing, mode };
  if (mode === timing.entered) return next;
  if (timing.entered === 'expression')
    return { ...next, ...fieldsOf(fromExpression(timing.expression), timing) };
  if (mode !== 'expression') return next;
  const expression = expressionOf({ ...timing, mode: timing.entered });
  return expression === '' ? next : { ...next, expression };
}

const FIELDS: Record<Mode, string> = {
  once: 'timing.local',
  every: 'timing.every',
  after: 'timing.after',
  daily: 'timing.times',
  weekly: 'timing.times',
  monthly: 'timing.times',
  expression: 'timing.expression',
};

/** The main field of a way to enter the timing: where a problem of the whole expression is told. */
export const timingField = (mode: Mode): string => FIELDS[mode];

function fieldOfPart(part: BuilderProblem['part'], { mode, monthly }: TimingForm): string {
  if (part === 'days') return monthly.kind === 'nearest-weekday' ? 'timing.nearest' : 'timing.dates';
  return part === 'local' || part === 'value' ? timingField(mode) : `timing.${part}`;
}
