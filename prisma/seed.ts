import { randomUUID } from 'node:crypto';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { currentEnvironment, installationId } from '@/lib/environments/bootstrap';
import { createSchedule } from '@/lib/schedules/commands';
import { disableSchedule, pauseSchedule } from '@/lib/schedules/state-commands';
import { createTeam } from '@/lib/teams/commands';
import { examples, TEAMS } from './examples';

const context = (): Context => ({
  actor: { type: 'system', job: 'seed' },
  requestId: randomUUID(),
  ip: null,
  userAgent: null,
});

/** Fills an empty database with believable teams and schedules, through the same commands as people. */
async function main(): Promise<void> {
  const place = await currentEnvironment();
  await installationId();
  if ((await db().team.count()) === 0) {
    const teams: Record<string, string> = {};
    for (const name of TEAMS) teams[name] = (await createTeam(context(), { name })).id;
    for (const { team, stateReason, state, ...schedule } of examples(place)) {
      const { id } = await createSchedule(context(), { schedule: { ...schedule, teamId: teams[team] } });
      if (state === 'paused') await pauseSchedule(context(), { id, reason: stateReason });
      if (state === 'disabled') await disableSchedule(context(), { id, reason: stateReason });
    }
  }
  await db().$disconnect();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
