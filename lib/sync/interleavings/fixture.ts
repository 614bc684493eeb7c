import pg from 'pg';
import type { Scheduler } from '@/lib/aws/scheduler';
import type { TestDatabase } from '@/lib/local/postgres/test-database';
import { stopClock } from '@/lib/local/test-clock';
import { makeTeam, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf } from '@/lib/local/test-product';
import { divertConnections, type Lab, makeSlots, terminator } from './lab';
import { RimClient } from './rim';
import type { Break } from './watch';

/** Later than the machine's own time, so that what it stamped itself lies in the past. */
const BEGINNING = Date.UTC(2030, 0, 7, 12);

/** Where every seed begins. */
export type OpenLab = Lab & { close(): Promise<void> };

/** What all seeds of a file share, on a database of its own. */
export async function openLab(
  database: TestDatabase,
  aws: (now: () => number) => { scheduler: Scheduler; broken: Break },
): Promise<OpenLab> {
  const setStopped = await stopClock(database);
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  await superuser.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''50ms''', current_database()); END $$`,
  );
  await setStopped(new Date(BEGINNING));
  let at = BEGINNING;
  RimClient.terminate = terminator(superuser);
  const undivert = divertConnections();
  const teamId = await makeTeam();
  const slots = makeSlots(database.url);
  const { scheduler, broken } = aws(() => at);
  return {
    superuser,
    aws: scheduler,
    broken,
    now: () => at,
    async setClock(to) {
      at = to;
      await superuser.query('UPDATE clock.stopped SET at = $1', [new Date(to)]);
    },
    slots,
    contextOf: (requestId) => ({ ...contextOf('administrator'), requestId }),
    fields: (name, team, targetId, expression) =>
      scheduleFields(team, {
        name,
        expression,
        targets: [{ ...TARGETS.sqs, ...(targetId && { id: targetId }) }],
      }),
    teamId,
    watch: null,
    async close() {
      // Not waited for: where a seed was broken, somebody may never have given a connection back.
      for (const client of slots) void client.$disconnect();
      undivert();
      await superuser.end();
    },
  };
}
