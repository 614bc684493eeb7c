import { setTimeout as wait } from 'node:timers/promises';
import { ListSchedulesCommand, SchedulerClient, type ScheduleState } from '@aws-sdk/client-scheduler';
import { db } from '@/lib/db';
import { DEMO_REGION } from '@/scripts/demo/settings';

export type Standing = { live: number; parked: number; open: number };

/** How many schedules are live, parked with an error or a finding, and still on their way. */
export async function standing(): Promise<Standing> {
  const [row] = await db().$queryRaw<Standing[]>`
    SELECT count(*) FILTER (WHERE status = 'live' AND synced_generation = wanted_generation)::int AS live,
      count(*) FILTER (WHERE status IN ('failed', 'drift'))::int AS parked,
      count(*) FILTER (WHERE status = 'pending' OR (status = 'live' AND synced_generation <> wanted_generation))::int AS open
    FROM schedule_sync`;
  return row ?? { live: 0, parked: 0, open: 0 };
}

const LOOK_EVERY_MS = 500;
const SAY_EVERY_MS = 15_000;

/**
 * Looks again and again until `done`, or until patience ends.
 * @returns whether it was done
 */
export async function until(
  done: () => Promise<boolean>,
  patienceMs: number,
  say: () => Promise<void>,
): Promise<boolean> {
  const begin = performance.now();
  for (let said = begin; !(await done()); ) {
    const now = performance.now();
    if (now - begin > patienceMs) return false;
    if (now - said > SAY_EVERY_MS) {
      said = now;
      await say();
    }
    await wait(LOOK_EVERY_MS);
  }
  return true;
}

/** How many schedules of a state AWS itself lists in a group. */
export async function inAws(endpoint: string, GroupName: string, State: ScheduleState): Promise<number> {
  const client = new SchedulerClient({ endpoint, region: DEMO_REGION });
  let found = 0;
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListSchedulesCommand({ GroupName, State, MaxResults: 100, ...(NextToken && { NextToken }) }),
    );
    found += page.Schedules?.length ?? 0;
    NextToken = page.NextToken;
  } while (NextToken);
  client.destroy();
  return found;
}
