import type { Correction } from './correction';
import { RATE_EXAMPLE } from './rate-and-at';

const SECOND = 1;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const UNITS: [RegExp, number][] = [
  [/^s(?:ecs?|econds?)?$/i, SECOND],
  [/^m(?:ins?|inutes?)?$/i, MINUTE],
  [/^h(?:rs?|ours?)?$/i, HOUR],
  [/^d(?:ays?)?$/i, DAY],
  [/^w(?:ks?|eeks?)?$/i, 7 * DAY],
];
const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;
const CALENDAR = /^(?:every\s+)?(?:\d+\s*)?(?:months?|quarters?|years?)$|^P(?:\d+[YM])+(?:\d+D)?$/i;

/** The seconds of a duration such as `5 min`, `1h30m`, `every 2 hours`, `1.5 hours` or `PT5M`; null for others. */
export function readDuration(text: string): number | null {
  const iso = ISO.exec(text);
  if (iso && /\d/.test(text)) {
    const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = iso
      .slice(1)
      .map((part) => Number(part ?? 0));
    return (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + seconds;
  }
  const words = text.replace(/^every\s+/i, '').replace(/(\d),(\d)/g, '$1.$2');
  const parts = Array.from(words.matchAll(/(\d+(?:\.\d+)?)[\s,]*([a-z]+)\s*(?:and\s+)?/gi));
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== words) return null;
  let seconds = 0;
  for (const [, value, name = ''] of parts) {
    const unit = UNITS.find(([pattern]) => pattern.test(name));
    if (!unit) return null;
    seconds += Number(value) * unit[1];
  }
  return seconds;
}

/** Corrects what stands in `rate(…)`. */
export function correctRate(body: string): Correction | null {
  if (CALENDAR.test(body)) {
    const example = /y(?:ears?)?$/i.test(body) ? 'cron(0 9 1 1 ? *)' : 'cron(0 9 1 * ? *)';
    return {
      reason: `months and years differ in length, so a rate does not count them; cron does`,
      example,
      candidates: [],
    };
  }
  if (/^\d+$/.test(body))
    return { reason: `the unit after ${body} is missing: minutes, hours or days`, candidates: [] };
  const alone = /^(?:every\s+)?(minute|hour|day)s?$/i.exec(body);
  if (alone?.[1]) return { reason: 'the number is missing', candidates: [rate(1, alone[1].toLowerCase())] };
  const seconds = readDuration(body);
  if (seconds === null || seconds <= 0) return null;
  if (seconds % MINUTE !== 0) {
    return {
      reason: `a rate counts minutes, hours or days, not seconds, as in ${RATE_EXAMPLE}`,
      candidates: [],
    };
  }
  const reason = ISO.test(body)
    ? `${body} is an ISO duration; a rate is a number, one space and a unit`
    : undefined;
  return { reason, candidates: [inLargestUnit(seconds, body)] };
}

/** Corrects what stands in `after(…)`. */
export function correctAfter(body: string): Correction | null {
  const seconds = readDuration(body);
  if (seconds === null || seconds <= 0 || seconds % MINUTE !== 0) return null;
  return { candidates: [inLargestUnit(seconds, body).replace(/^rate/, 'after')] };
}

/** In the largest unit that the text itself uses, else in the next smaller that fits. */
function inLargestUnit(seconds: number, body: string): string {
  const spoken = body.toLowerCase();
  if (seconds % DAY === 0 && /[dw]/.test(spoken.replace(/seconds?|secs?/g, '')))
    return rate(seconds / DAY, 'day');
  if (seconds % HOUR === 0 && /[dhw]/.test(spoken.replace(/seconds?|secs?/g, '')))
    return rate(seconds / HOUR, 'hour');
  return rate(seconds / MINUTE, 'minute');
}

function rate(value: number, unit: string): string {
  return `rate(${value} ${unit}${value === 1 ? '' : 's'})`;
}
