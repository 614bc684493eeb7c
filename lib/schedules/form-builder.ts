import { numberOf } from '@/lib/targets/forms/number';
import type { Builder, MonthDays } from '@/lib/timing/builder';
import type { MonthlyForm, TimingForm } from './form-timing';

/** The parts that are entered in the present way; numbers that are none are NaN. */
export function builderOf(timing: TimingForm): Builder {
  const { mode } = timing;
  switch (mode) {
    case 'once':
      return { mode, local: /T\d\d:\d\d$/.test(timing.local) ? `${timing.local}:00` : timing.local };
    case 'every':
      return { mode, value: countOf(timing.every), unit: timing.unit };
    case 'after':
      return { mode, value: countOf(timing.after), unit: timing.afterUnit };
    case 'daily':
      return { mode, times: timesOf(timing) };
    case 'weekly':
      return { mode, weekdays: ascending(timing.weekdays), times: timesOf(timing) };
    case 'monthly': {
      const months = ascending(timing.monthly.months);
      return { mode, days: monthDays(timing.monthly), months, times: timesOf(timing) };
    }
    case 'expression':
      return { mode, expression: timing.expression.trim() };
  }
}

/** The fields of a form that hold these parts; what they say nothing of stays. */
export function fieldsOf(builder: Builder, { monthly }: TimingForm): Partial<TimingForm> {
  switch (builder.mode) {
    case 'once':
      return { local: builder.local.replace(/:00$/, '') };
    case 'every':
      return { every: String(builder.value), unit: builder.unit };
    case 'after':
      return { after: String(builder.value), afterUnit: builder.unit };
    case 'daily':
      return { times: [...builder.times] };
    case 'weekly':
      return { times: [...builder.times], weekdays: [...builder.weekdays] };
    case 'monthly':
      return {
        times: [...builder.times],
        monthly: { ...monthly, ...monthlyFields(builder.days), months: [...builder.months] },
      };
    case 'expression':
      return {};
  }
}

function countOf(text: string): number {
  const value = numberOf(text);
  return typeof value === 'number' ? value : Number.NaN;
}

function monthDays({ kind, dates, nearest, nth, weekday }: MonthlyForm): MonthDays {
  switch (kind) {
    case 'dates':
      return { kind, dates: ascending(dates) };
    case 'nearest-weekday':
      return { kind, date: nearest };
    case 'weekday':
      return nth === 0 ? { kind: 'last-of-weekday', weekday } : { kind: 'nth-weekday', weekday, nth };
    default:
      return { kind };
  }
}

function monthlyFields(days: MonthDays): Partial<MonthlyForm> {
  switch (days.kind) {
    case 'dates':
      return { kind: 'dates', dates: [...days.dates] };
    case 'nearest-weekday':
      return { kind: 'nearest-weekday', nearest: days.date };
    case 'nth-weekday':
      return { kind: 'weekday', nth: days.nth, weekday: days.weekday };
    case 'last-of-weekday':
      return { kind: 'weekday', nth: 0, weekday: days.weekday };
    default:
      return { kind: days.kind };
  }
}

function ascending<Value extends number | string>(values: readonly Value[]): Value[] {
  return [...new Set(values)].sort((one, other) => (one < other ? -1 : 1));
}

/** A box that is still empty asks for no time. */
const timesOf = ({ times }: TimingForm): string[] => ascending(times.filter((time) => time !== ''));
