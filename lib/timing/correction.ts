import { correctAt } from './correction-at';
import { correctCron } from './correction-cron';
import { type Tidied, tidy } from './correction-form';
import { correctAfter, correctRate, readDuration } from './correction-rate';

/** What is known about a mistake: a clearer reason, and whole expressions to offer, the likeliest first. */
export type Correction = {
  reason?: string | undefined;
  /** Where it is wrong, if that is known better than from the parser. */
  position?: number | undefined;
  /** An expression that is right in this place, if there is a nearer one than the parser's. */
  example?: string | undefined;
  candidates: string[];
};

const SHORTHANDS = new Map([
  ['hourly', 'cron(0 * * * ? *)'],
  ['daily', 'cron(0 0 * * ? *)'],
  ['midnight', 'cron(0 0 * * ? *)'],
  ['weekly', 'cron(0 0 ? * SUN *)'],
  ['monthly', 'cron(0 0 1 * ? *)'],
  ['yearly', 'cron(0 0 1 1 ? *)'],
  ['annually', 'cron(0 0 1 1 ? *)'],
]);

/** What a text that is no valid expression was probably meant to be; null if there is no telling. */
export function correct(given: string): Correction | null {
  const tidied = tidy(given);
  const { kind, body, reason, position } = tidied;
  if (tidied.several) return { reason: tidied.several, candidates: [] };
  const found = correctShorthand(tidied.text) ?? correctTidied(tidied);
  const asTidied = kind ? [`${kind}(${body})`] : [];
  if (!found) return reason === undefined ? null : { reason, position, candidates: asTidied };
  const reasons = [reason, found.reason].filter((each) => each !== undefined);
  return {
    reason: reasons.length > 0 ? reasons.join('; ') : undefined,
    position,
    example: found.example,
    candidates: [...asTidied, ...found.candidates],
  };
}

function correctShorthand(text: string): Correction | null {
  const word = text.toLowerCase().replace(/^@/, '');
  const shorthand = SHORTHANDS.get(word);
  if (shorthand)
    return { reason: `${text} is a shorthand of other schedulers, not AWS's`, candidates: [shorthand] };
  if (/^@reboot$/i.test(text)) {
    return {
      reason: '@reboot has no equal: EventBridge Scheduler runs by the clock and knows no start of a machine',
      candidates: [],
    };
  }
  const every = /^@every\s+(.+)$/i.exec(text);
  if (every?.[1]) {
    const { candidates = [] } = correctRate(every[1]) ?? {};
    return { reason: '@every is a shorthand of other schedulers; AWS has rate(…)', candidates };
  }
  if (!text.startsWith('@')) return null;
  return {
    reason: `${text} is no shorthand that AWS knows; an expression is written cron(…), rate(…) or at(…)`,
    candidates: [],
  };
}

function correctTidied({ text, kind, body }: Tidied): Correction | null {
  switch (kind) {
    case 'rate':
      return correctRate(body);
    case 'at':
      return correctAt(body);
    case 'after':
      return correctAfter(body);
    case 'cron':
      return correctCron(body.split(/\s+/), true);
  }
  const described = /^(.+) after the (?:previous|last) run(?: \w+)?$/i.exec(text);
  if (described?.[1]) return correctAfter(described[1]);
  if (readDuration(text) !== null) return correctRate(text);
  if (/^\d{4}-\d\d?-\d\d?/.test(text)) return correctAt(text);
  if (/\bFREQ=/i.test(text)) {
    return {
      reason: 'this is a recurrence rule of iCalendar; an expression is written cron(…), rate(…) or at(…)',
      candidates: [],
    };
  }
  return correctCron(text.split(/\s+/), false);
}
