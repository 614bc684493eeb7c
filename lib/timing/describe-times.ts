import { circularRuns, clock, evenStep, joined, joinedRuns, ordinal, runsOf } from './english';

/** When in the day something runs. `listed`: as times of their own, which take "every day" after them. */
export type TimesText = { text: string; listed: boolean };

const MOST_LISTED = 6;
/** Where nothing shorter says it. */
const MOST_LISTED_IRREGULAR = 12;
const MOST_SPANS = 3;

/**
 * Minutes 0–59 past the hours 0–23, each in ascending order, at a second, in English.
 * @param everyDay whether all days follow each other, so that a night may be told across midnight
 */
export function describeTimes(
  minutes: readonly number[],
  hours: readonly number[],
  second: number,
  everyDay: boolean,
): TimesText {
  const total = minutes.length * hours.length;
  if (total <= MOST_LISTED) return list(minutes, hours, second);
  if (hours.length === 24)
    return { text: atEveryHour(minutes, everyDay) + pastMinute(second), listed: false };
  const [minute = 0] = minutes;
  const spans = everyDay ? circularRuns(hours, 0, 24) : runsOf(hours);
  if (minutes.length === 1) {
    const text = hourly(spans, hours, minute, second);
    return text === null ? list(minutes, hours, second) : { text, listed: false };
  }
  const [hour = 0] = hours;
  const step = evenStep(minutes);
  if (hours.length === 1 && step) {
    const span = spanText([hour], minutes, second);
    return { text: `${every(step, 'minute')} ${span}`, listed: false };
  }
  const phrase = describeMinutes(minutes);
  const separator = phrase.includes('past the hour') ? ', ' : ' ';
  if (spans.length <= MOST_SPANS && hours.length > 1) {
    const text = joined(spans.map((span) => spanText(span, minutes, second)));
    return { text: `${phrase}${separator}${text}`, listed: false };
  }
  return minutes.length === 2 && total <= MOST_LISTED_IRREGULAR
    ? list(minutes, hours, second)
    : inSomeHours(minutes, hours, phrase + pastMinute(second));
}

function list(minutes: readonly number[], hours: readonly number[], second: number): TimesText {
  const times = hours.flatMap((hour) => minutes.map((minute) => clock(hour, minute, second)));
  return { text: `At ${joined(times)}`, listed: true };
}

/** Alone in its sentence it must not sound like a rate, which counts from a beginning of its own. */
function atEveryHour(minutes: readonly number[], alone: boolean): string {
  const [minute = 0] = minutes;
  if (minutes.length === 1) return minute === 0 ? 'Every hour on the hour' : `Every hour at ${minute} past`;
  const phrase = describeMinutes(minutes);
  if (!alone || phrase.includes('past the hour')) return phrase;
  return minutes.length === 60 ? 'Every minute of every hour' : `${phrase} starting on the hour`;
}

/** One minute of some hours, where they make spans or steps; null where they don't. */
function hourly(
  spans: readonly (readonly number[])[],
  hours: readonly number[],
  minute: number,
  second: number,
): string | null {
  const texts = spans.map((span) => spanText(span, [minute], second));
  if (spans.length <= MOST_SPANS && spans.every((span) => span.length > 2))
    return `Every hour ${joined(texts)}`;
  const step = evenStep(hours);
  return step ? `${every(step, 'hour')} ${spanText(hours, [minute], second)}` : null;
}

function describeMinutes(minutes: readonly number[]): string {
  const [first = 0, next = 0] = minutes;
  const last = minutes.at(-1) ?? 0;
  const step = minutes.length === 2 && next === first + 30 ? 30 : evenStep(minutes);
  if (step && 60 % step === 0 && minutes.length === 60 / step)
    return `${every(step, 'minute')}${first === 0 ? '' : ` starting at ${first} past the hour`}`;
  if (step && minutes.length > 3) return `${every(step, 'minute')} from ${first} to ${last} past the hour`;
  return `At ${joinedRuns(minutes, String)} minutes past the hour`;
}

function inSomeHours(minutes: readonly number[], hours: readonly number[], phrase: string): TimesText {
  const step = evenStep(hours);
  const names = hours.map((hour) => clock(hour, 0));
  if (phrase.startsWith('At ') && phrase.endsWith('past the hour') && hours.length <= MOST_LISTED)
    return { text: `At ${joinedRuns(minutes, String)} minutes past ${joined(names)}`, listed: true };
  const separator = phrase.includes(' past ') ? ', ' : ' ';
  const which =
    step && hours.length > MOST_SPANS
      ? `in every ${ordinal(step)} hour from ${names[0]} to ${names.at(-1)}`
      : `in the hours beginning ${joined(names)}`;
  return { text: `${phrase}${separator}${which}`, listed: false };
}

const every = (step: number, unit: string): string =>
  step === 1 ? `Every ${unit}` : `Every ${step} ${unit}s`;

function spanText(hours: readonly number[], minutes: readonly number[], second: number): string {
  const first = clock(hours[0] ?? 0, minutes[0] ?? 0, second);
  return `from ${first} to ${clock(hours.at(-1) ?? 0, minutes.at(-1) ?? 0, second)}`;
}

/** Where no time of day says the second. */
const pastMinute = (second: number): string =>
  second === 0 ? '' : `, ${second} ${second === 1 ? 'second' : 'seconds'} past the minute`;
