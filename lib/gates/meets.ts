import { exclusionsOf } from '@/lib/calendars/exclusions';
import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { TIMING } from '@/lib/dispatch/after/count';
import { notFound } from '@/lib/errors';
import { databaseNow } from '@/lib/schedules/load';
import { optionsOf, runsAfter, type ScheduleTiming } from '@/lib/schedules/timing';
import { parseExpression } from '@/lib/timing/expression';
import { timetable } from '@/lib/timing/timetable';
import { type Meeting, meetings } from './forecast';
import { bucketLimits } from './limiter';
import { gateId as gateIdSchema } from './schema';

/** So far is looked ahead. */
const AHEAD_MS = 24 * 3_600_000;
/** Of one schedule: more often than once in ten seconds nothing runs. */
const MOST_SLOTS = 8_640;

/** How many targets of a schedule stand behind a gate, and when it runs. */
type Behind = ScheduleTiming & { targets: number };

/**
 * The slot of a schedule in the day that comes at which it meets most others behind a gate: how many runs are due then,
 * its own among them, and when the last starts. What runs after its runs has no times, and is left out.
 * @param own the timing that is to be saved, and how many of its targets stand behind the gate
 * @param except the schedule that it is of: what is stored of that does not count
 * @returns null where it does not run in that day
 * @throws RotaError not-found, of the gate
 */
export async function meets(
  context: Context,
  gateId: string,
  own: Behind,
  except: string | null = null,
): Promise<Meeting | null> {
  await authorise(context, 'gate.read');
  const gate = gateIdSchema.safeParse(gateId).success
    ? await db().gate.findUnique({ where: { id: gateId } })
    : null;
  if (!gate) throw notFound('This gate');
  await authorise(context, 'gate.read', { environmentId: gate.environmentId });
  const now = await databaseNow(db());
  const slots = slotsOf(own, now.getTime());
  if (slots.length === 0) return null;
  const limits = bucketLimits({ rate: gate.ratePerSecond, burst: gate.burst, rampSeconds: 0 });
  const runs = new Map<number, number>();
  for (const one of [own, ...(await othersBehind(gateId, except))])
    for (const at of one === own ? slots : slotsOf(one, now.getTime()))
      runs.set(at, (runs.get(at) ?? 0) + one.targets);
  const arrivals = [...runs].map(([at, count]) => ({ at, runs: count })).sort((a, b) => a.at - b.at);
  const mine = new Set(slots);
  return meetings(arrivals, limits)
    .filter(({ at }) => mine.has(at))
    .reduce((worst, one) => (one.lastAt - one.at > worst.lastAt - worst.at ? one : worst));
}

function slotsOf(timing: ScheduleTiming, now: number): number[] {
  const slots: number[] = [];
  if (runsAfter(timing)) return slots;
  timetable(parseExpression(timing.expression), optionsOf(timing)).each(
    now,
    now + AHEAD_MS,
    (at) => slots.push(at) < MOST_SLOTS,
  );
  return slots;
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
