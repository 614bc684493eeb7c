import { type CronExpression, CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';
import { membersOf } from '@/lib/timing/bits';
import { zoneTable } from '@/lib/timing/zone-table';
import type { Everyday } from './schedules';

/** Another engine, given an everyday schedule in its own dialect. Instants are epoch milliseconds. */
export type Peer<Compiled> = {
  name: string;
  /** The schedule in the peer's dialect; null where that cannot say it. */
  translate(schedule: Everyday): string | null;
  compile(translated: string, schedule: Everyday): Compiled;
  /** The runs strictly after an instant; fewer than `count` where the engine ends. */
  next(compiled: Compiled, after: number, count: number): number[];
};

/** cron-parser: seconds first, weekdays from 0, no W and no year. */
export const cronParser: Peer<CronExpression> = {
  name: 'cron-parser',
  translate({ expression, fields }) {
    const [minutes, hours, dayOfMonth, month, , year] = expression.slice('cron('.length, -1).split(/\s+/);
    const { days } = fields;
    if (year !== '*') return null;
    const start = `0 ${minutes} ${hours}`;
    switch (days.kind) {
      case 'dates':
        return `${start} ${dayOfMonth} ${month} *`;
      case 'last-day':
        return `${start} L ${month} *`;
      case 'weekdays':
        return `${start} * ${month} ${membersOf(days.weekdays)
          .map((day) => day - 1)
          .join(',')}`;
      case 'last-of-weekday':
        return `${start} * ${month} ${days.weekday - 1}L`;
      case 'nth-weekday':
        return `${start} * ${month} ${days.weekday - 1}#${days.nth}`;
      case 'last-weekday':
      case 'nearest-weekday':
        return null;
    }
  },
  compile: (translated, { timeZone }) => CronExpressionParser.parse(translated, { tz: timeZone }),
  next(compiled, after, count) {
    compiled.reset(new Date(after));
    const found: number[] = [];
    while (found.length < count) found.push(compiled.next().getTime());
    return found;
  },
};

/** A run of croner's, and what tells whether AWS would run then too. */
type Guarded = { cron: Cron; minutes: ReadonlySet<number>; timeZone: string };

/**
 * croner with seven fields and AWS's weekdays, and a guard behind it: a run whose local minute does not fit was moved
 * out of a gap, one whose local time was shown before lies in the second pass of a repeated hour. The guard looks
 * that up in our table of the zone, which costs next to nothing beside croner.
 */
export const croner: Peer<Guarded> = {
  name: 'croner',
  translate: ({ expression }) => `0 ${expression.slice('cron('.length, -1)}`,
  compile(translated, { timeZone, fields }) {
    const options = {
      timezone: timeZone,
      mode: '7-part',
      alternativeWeekdays: true,
      sloppyRanges: true,
    } as const;
    const hours = membersOf(fields.hours);
    const minutes = new Set(
      membersOf(fields.minutes).flatMap((minute) => hours.map((hour) => hour * 60 + minute)),
    );
    return { cron: new Cron(translated, { ...options, paused: true }), minutes, timeZone };
  },
  next({ cron, minutes, timeZone }, after, count) {
    const zone = zoneTable(timeZone);
    const found: number[] = [];
    for (let run = cron.nextRun(new Date(after)); run; run = cron.nextRun(run)) {
      const local = run.getTime() + zone.offsetAt(run.getTime());
      const fits = minutes.has(Math.floor(local / 60_000) % 1440) && zone.earliest(local) === run.getTime();
      if (fits && found.push(run.getTime()) === count) break;
    }
    return found;
  },
};
