import { scanPage } from '../scan';
import { free, syncTurn } from './turns';
import type { World } from './world';

const MOST_TURNS = 30;
/** Longer than any lease, and than the longest backoff. */
const LONG = 6 * 60_000;

/** The accidents are over: what was sent arrives, leases run out, and the worker does what is due until nothing is. */
export async function calm(world: World): Promise<void> {
  const { lab, watch, trace, environmentId } = world;
  trace.push('calm');
  for (const { arrive } of watch.late.splice(0)) await arrive();
  await free(async () => {
    await settle(world);
    // The first may go on with one that began before: what it had listed then says nothing of now.
    await pass(world);
    await pass(world);
    await settle(world);
    if (!world.emptied) return;
    await lab.superuser.query('UPDATE environment_scan SET "full" = true WHERE environment_id = $1', [
      environmentId,
    ]);
    await pass(world);
    await settle(world);
  });
}

async function settle({ lab, environmentId }: World): Promise<void> {
  let due: object[] = [];
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    await lab.setClock(lab.now() + LONG);
    if ((await syncTurn(environmentId)) > 0) continue;
    const { rows } = await lab.superuser.query(
      `SELECT s.id, s.state, y.status, y.due_at, y.switch_at, y.error_code, y.error, y.attempts, y.lease_until
       FROM schedule_sync y JOIN schedule s ON s.id = y.schedule_id
       WHERE s.environment_id = $1 AND (y.due_at IS NOT NULL OR y.switch_at IS NOT NULL)`,
      [environmentId],
    );
    if (rows.length === 0) return;
    due = rows;
  }
  const { rows: open } = await lab.superuser.query(
    `SELECT pid, state, left(query, 300) AS query FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
  );
  const left = JSON.stringify({ due, open });
  throw new Error(`After ${MOST_TURNS} turns of the worker something is still due: ${left}`);
}

/** A pass over all that AWS has. */
async function pass({ lab, environmentId }: World): Promise<void> {
  await lab.setClock(lab.now() + LONG);
  await lab.superuser.query('UPDATE environment_scan SET due_at = $2 WHERE environment_id = $1', [
    environmentId,
    new Date(lab.now()),
  ]);
  for (let page = 0; page < MOST_TURNS; page += 1) if (!(await scanPage(environmentId))) return;
  throw new Error('The pass never ends.');
}
