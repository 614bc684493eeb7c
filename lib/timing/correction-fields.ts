import { shortName } from './correction-weekdays';
import { MONTH_NAMES, WEEKDAY_NAMES } from './cron-field';

/** A field put right, as far as that is possible, and what was wrong with it. */
export type FieldCorrection = { text: string; reason?: string };

type Rule = (text: string) => FieldCorrection | null;

/** A habit of another scheduler: what it looks like, why it is wrong, and how to write it, if that is known. */
function habit(pattern: RegExp, reason: string, replace?: (...groups: string[]) => string): Rule {
  return (text) => {
    const match = pattern.exec(text);
    if (!match) return null;
    return { text: replace ? replace(...match.slice(1).map((group) => group ?? '')) : text, reason };
  };
}

const NAMES = `names have three letters, ${WEEKDAY_NAMES[1]} or ${MONTH_NAMES[0]}`;
const longNames: Rule = (text) => {
  const short = text.replace(/[a-z]{2,}/gi, (word) => (/^(?:LW|WL)$/i.test(word) ? word : shortName(word)));
  return short === text ? null : { text: short, reason: `"${text}": ${NAMES}` };
};

const JENKINS = "H is Jenkins' sign for a value of its own choice; AWS needs the value itself";
const ELSEWHERE = '? stands only in day-of-month or day-of-week, for the one that the other leaves open';
const STEP_MISSING = 'after / comes the step, as in 0/15';
const ONE_DAY = 'must stand alone, with one day; several such days take a schedule each';

const jenkins = (low: string): Rule[] => [
  habit(/^H\((\d+)-\d+\)((?:\/\d+)?)$/i, JENKINS, (from = low, step = '') => `${from}${step}`),
  habit(/^H((?:\/\d+)?)$/i, JENKINS, (step = '') => `${low}${step}`),
];
const signs = (low: string): Rule[] => [
  habit(
    /^,*([^,].*?),+$|^,+(.*)$/,
    'a comma needs a value on both sides',
    (one = '', other = '') => one || other,
  ),
  habit(/^\/(\d+)$/, 'before / comes the value to begin at, as in 0/15', (step) => `${low}/${step}`),
  habit(/^[^/]+\/$/, STEP_MISSING),
  habit(/^\*\*+$/, '"**": one * means every value', () => '*'),
];
const wholeStep = (unit: string, step: number): Rule =>
  habit(
    new RegExp(`^(\\*|\\d+)/${step}$`),
    `a step of ${step} leads out of the ${unit} at once; write the value alone`,
    (from) => (from === '*' ? '0' : (from ?? '0')),
  );

const RULES: Rule[][] = [
  [...jenkins('0'), ...signs('0'), wholeStep('hour', 60), habit(/^\?$/, ELSEWHERE)],
  [
    ...jenkins('0'),
    ...signs('0'),
    wholeStep('day', 24),
    habit(/^\?$/, ELSEWHERE, () => '*'),
    (text) => {
      const match = /^(\d{1,2})(am|pm)$/i.exec(text);
      if (!match?.[1] || !(Number(match[1]) >= 1 && Number(match[1]) <= 12)) return null;
      const hour = (Number(match[1]) % 12) + (match[2]?.toLowerCase() === 'pm' ? 12 : 0);
      return { text: String(hour), reason: `hours run from 0 to 23, without am and pm: ${text} is ${hour}` };
    },
  ],
  [
    ...jenkins('1'),
    ...signs('1'),
    habit(/^L-\d+W?$/i, 'L, the last day, must stand alone; AWS does not count back from it'),
    habit(/^W(\d+)$/i, 'the W stands behind the day, as in 15W', (day) => `${day}W`),
    habit(/^WL$/i, 'the last weekday of the month is written LW', () => 'LW'),
    habit(/\dW,|,\d+W|\d-\d+W|LW,|,LW/i, `W ${ONE_DAY}`),
    habit(/^L,|,L\b/i, 'L, the last day, must stand alone; L and other days take two schedules'),
    habit(/^\d*C$/i, "C is a sign of Quartz's calendars; AWS has none"),
  ],
  [
    ...jenkins('1'),
    ...signs('1'),
    habit(/^\?$/, ELSEWHERE, () => '*'),
    longNames,
    habit(
      new RegExp(`^(?:${WEEKDAY_NAMES.join('|')})`, 'i'),
      'this field is the month; weekdays stand in the next one',
    ),
  ],
  [
    ...signs('1'),
    longNames,
    habit(
      /^L([1-7]|[A-Z]{3})$/i,
      'the L stands behind the weekday, as in 6L for the last Friday',
      (day) => `${day}L`,
    ),
    habit(/^([1-5])#([A-Z]{3})$/i, 'the weekday stands before #, as in MON#1', (nth, day) => `${day}#${nth}`),
    habit(/#.*,|,.*#/, `# ${ONE_DAY}`),
    habit(/(?:\d|[A-Z]{3})L,|,(?:\d|[A-Z]{3})L/i, `L behind a weekday ${ONE_DAY}`),
    habit(/-.*#/, `# ${ONE_DAY}, not a range`),
    habit(/#$/, 'after # comes 1 to 5, the first to the fifth of the month, as in MON#1'),
    habit(/^H/i, JENKINS),
    habit(
      new RegExp(`^(?:${MONTH_NAMES.filter((name) => name !== 'MAR').join('|')})`, 'i'),
      'this field is the day of the week; months stand in the one before',
    ),
  ],
  [
    ...signs('1970'),
    habit(/^\?$/, ELSEWHERE, () => '*'),
    habit(/^(\d\d)$/, 'a year has four digits', (year) => `20${year}`),
    habit(/^(\d{4})-\*$/, 'a range ends with a year', (from) => `${from}-2199`),
    (text) => {
      const match = /^(\d{4})-(\d{4})$/.exec(text);
      if (!match?.[1] || !match[2] || match[1] <= match[2]) return null;
      return { text: `${match[2]}-${match[1]}`, reason: `the range ${text} ends before it begins` };
    },
  ],
];

/** Puts one of six cron fields right, counted from 0. */
export function correctField(index: number, given: string): FieldCorrection {
  let text = given;
  let reason: string | undefined;
  for (const rule of RULES[index] ?? []) {
    const found = rule(text);
    if (!found) continue;
    text = found.text;
    reason ??= found.reason;
  }
  return reason === undefined ? { text } : { text, reason };
}
