import { db } from '@/lib/db';
import { activeEnvironmentIds } from '@/lib/environments/queries';
import { untilNextDue } from '@/lib/sync/lease';
import { SyncSlots } from '@/lib/worker/sync-slots';
import type { TestDatabase } from './postgres/test-database';
import { sql } from './test-rows';

export type AwsRow = {
  group: string;
  name: string;
  /** Rota's own id of the schedule, by the name in AWS. */
  scheduleId: string;
  /** By the description; null of a foreign one. */
  generation: number | null;
  body: { State: string; ScheduleExpression: string; Description?: string; Target: Record<string, unknown> };
};

/** What the local AWS holds, in the order of names. */
export async function awsSchedules(database: TestDatabase): Promise<AwsRow[]> {
  const rows = await sql<{ group: string; name: string; body: string }>(
    database,
    'SELECT group_name AS "group", name, body FROM local_aws.schedule ORDER BY name',
  );
  return rows.map(({ group, name, body }) => {
    const read = JSON.parse(body) as AwsRow['body'];
    const generation = /^rota \w+ g(\d+)(?:-off)? /.exec(read.Description ?? '')?.[1];
    const scheduleId = name.split('-')[1] ?? '';
    return { group, name, scheduleId, generation: generation ? Number(generation) : null, body: read };
  });
}

export const awsOf = async (database: TestDatabase, scheduleId: string): Promise<AwsRow[]> =>
  (await awsSchedules(database)).filter((row) => row.scheduleId === scheduleId);

export const syncOf = (scheduleId: string) => db().scheduleSync.findUniqueOrThrow({ where: { scheduleId } });

/** The worker does what is due in an environment. @returns milliseconds until something is, at most ten seconds */
export async function syncTurn(environmentId: string): Promise<number> {
  const slots = new SyncSlots(environmentId, () => undefined);
  for (;;) {
    await slots.turn();
    await slots.ended();
    const wait = Math.min((await untilNextDue(environmentId)) ?? 10_000, 10_000);
    if (wait > 0) return wait;
  }
}

/** The worker does what is due in every environment. */
export async function workerTurn(): Promise<void> {
  await Promise.all((await activeEnvironmentIds()).map(syncTurn));
}

/** Lets time pass and the worker work until nothing is due any more. @throws Error where that never comes */
export async function settle(database: TestDatabase, turns = 40): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    const due = await sql(
      database,
      `UPDATE schedule_sync SET due_at = now(), lease_until = CASE WHEN lease_token IS NOT NULL THEN now() - interval '1 second' END
       WHERE due_at IS NOT NULL RETURNING schedule_id`,
    );
    if (due.length === 0) return;
    await workerTurn();
  }
  throw new Error(`After ${turns} turns of the worker something is still due.`);
}

/** A promise and the function that fulfils it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
