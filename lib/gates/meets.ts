import { exclusionsOf } from '@/lib/calendars/exclusions';
import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { TIMING } from '@/lib/dispatch/after/count';
import { notFound } from '@/lib/errors';
import { databaseNow } from '@/lib/schedules/load';
import { optionsOf, runsAfter, type ScheduleTiming, upcoming } from '@/lib/schedules/timing';
import { parseExpression } from '@/lib/timing/expression';
import { timetable } from '@/lib/timing/timetable';
import { nextClosing, type Window } from './closing';
import { type Closure, type Meeting, meetings } from './forecast';
import { bucketLimits } from './limiter';
import { gateId as gateIdSchema } from './schema';
import { windowOf } from './windows';

/** A day is looked at: the one that comes or, where it does not run then, that around its next slot within 32 days. */
const DAY_MS = 24 * 3_600_000;
const FURTHEST_MS = 32 * DAY_MS;
/** Of one schedule: more often than once in ten seconds nothing runs. */
const MOST_SLOTS = 8_640;
/** So many times at which the gate is closed by plan are looked at. */
const MOST_CLOSURES = 500;

export type Forecast = Meeting & {
  /** So many may be in flight at once, for which nobody knows how long they take; null where any number may. */
  maxInFlight: number | null;
  /** Whether it does not run in the day that comes. */
  later: boolean;
};

/** How many targets of a schedule stand behind a gate, and when it runs. */
type Behind = ScheduleTiming & { targets: number };

/**
 * The slot of a schedule, in the first day in which it runs, at which it meets most others behind a gate: how many runs are
 * due then, its own among them, and when the last starts. What runs after its runs has no times, and is left out.
 * @param own the timing that is to be saved, and how many of its targets stand behind the gate
 * @param except the schedule that it is of: what is stored of that does not count
 * @returns null where it does not run within 32 days
 * @throws RotaError not-found, of the gate
 */
export async function meets(
  context: Context,
  gateId: string,
  own: Behind,
  except: string | null = null,
): Promise<Forecast | null> {
  await authorise(context, 'gate.read');
  const gate = gateIdSchema.safeParse(gateId).success
    ? await db().gate.findUnique({ where: { id: gateId }, include: { windows: true } })
    : null;
  if (!gate) throw notFound('This gate');
  await authorise(context, 'gate.read', { environmentId: gate.environmentId });
  const now = (await databaseNow(db())).getTime();
  const day = dayOf(own, now);
  if (!day) return null;
  const slots = slotsOf(own, day);
  const { ratePerSecond: rate, burst, rampSeconds, maxInFlight } = gate;
  const runs = new Map<number, number>();
  for (const one of [own, ...(await othersBehind(gateId, except))])
    for (const at of one === own ? slots : slotsOf(one, day)) runs.set(at, (runs.get(at) ?? 0) + one.targets);
  const arrivals = [...runs].map(([at, count]) => ({ at, runs: count })).sort((a, b) => a.at - b.at);
  const mine = new Set(slots);
  const closures = closuresOf(gate.windows.map(windowOf), day.from);
  const worst = meetings(arrivals, bucketLimits({ rate, burst, rampSeconds }), closures)
    .filter(({ at }) => mine.has(at))
    .reduce((worst, one) => (one.lastAt - one.at > worst.lastAt - worst.at ? one : worst));
  return { ...worst, maxInFlight, later: day.from > now };
}

type Day = { from: number; to: number };

/** The day to look at; null where it does not run for long. */
function dayOf(timing: ScheduleTiming, now: number): Day | null {
  if (runsAfter(timing)) return null;
  const [slot] = upcoming(timing, new Date(now), 1);
  if (!slot || slot.getTime() > now + FURTHEST_MS) return null;
  // Half a day before it: what waits from then on it meets too.
  const from = slot.getTime() < now + DAY_MS ? now : Math.max(now, slot.getTime() - DAY_MS / 2);
  return { from, to: from + DAY_MS };
}

function slotsOf(timing: ScheduleTiming, { from, to }: Day): number[] {
  const slots: number[] = [];
  if (runsAfter(timing)) return slots;
  timetable(parseExpression(timing.expression), optionsOf(timing)).each(
    from,
    to,
    (at) => slots.push(at) < MOST_SLOTS,
  );
  return slots;
}

/** When a gate is closed by plan, from an instant on. */
function closuresOf(windows: readonly Window[], from: number): Closure[] {
  const closures: Closure[] = [];
  for (let at = from; closures.length < MOST_CLOSURES; ) {
    const next = nextClosing(windows, new Date(at));
    if (!next || next.from.getTime() > from + FURTHEST_MS) break;
    at = next.until.getTime();
    closures.push({ from: next.from.getTime(), until: at });
  }
  return closures;
}

/** The schedules that are on and have targets behind a gate. */
async function othersBehind(gateId: string, except: string | null): Promise<Behind[]> {
  const rows = await db().$queryRaw<(Omit<Behind, 'excluded'> & { id: string })[]>`
    SELECT s.id, ${TIMING}, count(*)::int AS targets
    FROM target t JOIN schedule s ON s.id = t.schedule_id JOIN schedule_clock c ON c.schedule_id = s.id
    WHERE t.gate_id = ${gateId} AND s.state = 'on' AND s.id IS DISTINCT FROM ${except}
    GROUP BY s.id, c.schedule_id`;
  const excluded = await exclusionsOf(
    db(),
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({ ...row, excluded: excluded(row.id) }));
}
