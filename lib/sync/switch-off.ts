import { excludedText } from '@/lib/calendars/excluded-text';
import { optionsOf, runsAfter, type ScheduleTiming } from '@/lib/schedules/timing';
import { DAY, MINUTE } from '@/lib/timing/civil';
import { type ExcludedDates, Exclusions } from '@/lib/timing/excluded';
import { parseExpression } from '@/lib/timing/expression';
import { type Timetable, timetable } from '@/lib/timing/timetable';
import { zoneTable } from '@/lib/timing/zone-table';
import { awsTiming } from './aws-timing';

/**
 * Whether a schedule that is on has to be off in AWS now because its calendars exclude its next times, and when that
 * changes next. `until` is null where no run is left after the excluded ones.
 */
export type Switching = { off: { reason: string; until: Date | null } | null; next: Date | null };

/** A worker that is down for less than this before an excluded slot still keeps it from running. */
const AHEAD = DAY;

/** EventBridge Scheduler starts a slot at some point within this time (AWS user guide, "Precision"). */
const PRECISION = MINUTE;

const STAYS: Switching = { off: null, next: null };

/**
 * EventBridge Scheduler knows no excluded dates, so a schedule is switched off for them: from when the last run before
 * them must have started (its slot, the precision and the flexible window), at most a day ahead, but no later than a
 * minute before the first excluded slot; until the last excluded slot can no longer start, but no later than a minute
 * before the next run as far as there is room. Where there is none, not running on an excluded date wins.
 */
export function switching(schedule: ScheduleTiming, flexibleMinutes: number, now: Date): Switching {
  if (schedule.excluded.length === 0 || runsAfter(schedule)) return STAYS;
  const times = timesOf(awsTiming(schedule));
  const window = PRECISION + flexibleMinutes * MINUTE;
  const instant = now.getTime();
  const gap = gapAfter(times, instant);
  if (gap) {
    const { offFrom, onAt } = edges(gap, window);
    if (instant < offFrom) return { off: null, next: new Date(offFrom) };
    const until = onAt === null ? null : new Date(onAt);
    if (onAt === null || instant < onAt) return { off: { reason: reasonOf(times, gap), until }, next: until };
  }
  const excluded = firstExcludedAfter(times, times.runs.next(instant));
  const following = Number.isNaN(excluded) ? null : gapAfter(times, excluded);
  return following ? { off: null, next: new Date(edges(following, window).offFrom) } : STAYS;
}

/** The nominal times of a schedule, those of them that run, and the days on which none does. */
type Times = {
  nominal: Timetable;
  runs: Timetable;
  excluded: readonly ExcludedDates[];
  zone: ReturnType<typeof zoneTable>;
};

/** Excluded slots in a row: the first and the last, and the runs before and after (NaN where there is none). */
type Gap = { before: number; first: number; last: number; after: number };

function timesOf(timing: ScheduleTiming): Times {
  const expression = parseExpression(timing.expression);
  const options = optionsOf(timing);
  return {
    nominal: timetable(expression, { ...options, excluded: [] }),
    runs: timetable(expression, options),
    excluded: timing.excluded,
    zone: zoneTable(timing.timeZone),
  };
}

/** The excluded slots between the last run up to an instant and the first one after it; null where there are none. */
function gapAfter({ nominal, runs }: Times, instant: number): Gap | null {
  const before = runs.previous(instant + 1);
  const after = runs.next(instant);
  const first = nominal.next(Number.isNaN(before) ? Number.NEGATIVE_INFINITY : before);
  if (Number.isNaN(first) || first === after) return null;
  const last = nominal.previous(Number.isNaN(after) ? Number.POSITIVE_INFINITY : after);
  return { before, first, last, after };
}

function edges({ before, first, last, after }: Gap, window: number) {
  const started = Number.isNaN(before)
    ? Number.NEGATIVE_INFINITY
    : Math.min(before + window, first - PRECISION);
  if (Number.isNaN(after)) return { offFrom: started, onAt: null };
  return {
    offFrom: Math.max(started, first - AHEAD),
    onAt: Math.max(last + PRECISION, Math.min(last + window, after - PRECISION)),
  };
}

/** The first excluded slot strictly after an instant, or NaN. */
function firstExcludedAfter({ nominal, runs, excluded, zone }: Times, instant: number): number {
  if (Number.isNaN(instant)) return Number.NaN;
  const days = exclusions(excluded);
  const today = Math.floor((instant + zone.offsetAt(instant)) / DAY);
  for (let span = days.spanFrom(today); span; span = days.spanFrom(span.last + 1)) {
    const slot = nominal.next(Math.max(instant, zone.firstAtOrAfter(span.first * DAY) - 1));
    if (Number.isNaN(slot)) return slot;
    if (slot < zone.firstAtOrAfter((span.last + 1) * DAY) && runs.next(slot - 1) !== slot) return slot;
  }
  return Number.NaN;
}

/** The dates within a gap that exclude some of its slots. */
function reasonOf({ nominal, excluded, zone }: Times, gap: Gap): string {
  const day = (instant: number) => new Date(instant + zone.offsetAt(instant)).toISOString().slice(0, 10);
  const [first, last] = [day(gap.first), day(gap.last)];
  return excludedText(
    excluded.filter((dates) => {
      if (dates.first > last || dates.last < first) return false;
      const from = Math.max(zone.firstAtOrAfter(Date.parse(dates.first)), gap.first);
      const to = Math.min(zone.firstAtOrAfter(Date.parse(dates.last) + DAY), gap.last + 1);
      return from < to && nominal.count(from, to) > 0;
    }),
  );
}

const known = new WeakMap<readonly ExcludedDates[], Exclusions>();

function exclusions(excluded: readonly ExcludedDates[]): Exclusions {
  let found = known.get(excluded);
  if (!found) {
    found = new Exclusions(excluded);
    known.set(excluded, found);
  }
  return found;
}
