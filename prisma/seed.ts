import { randomUUID } from 'node:crypto';
import { createCalendar } from '@/lib/calendars/commands';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { currentEnvironment, installationId } from '@/lib/environments/bootstrap';
import { createChannel } from '@/lib/notifications/commands';
import { WANTED } from '@/lib/notifications/kinds';
import { createSchedule } from '@/lib/schedules/commands';
import { disableSchedule, pauseSchedule } from '@/lib/schedules/state-commands';
import { createTeam } from '@/lib/teams/commands';
import { exampleCalendars } from './example-calendars';
import { examples, TEAMS } from './examples';

type Place = { id: string; accountId: string; region: string };

const context = (): Context => ({
  actor: { type: 'system', job: 'seed' },
  requestId: randomUUID(),
  ip: null,
  userAgent: null,
});

/** Tells a team by a topic that the demo has: what it sends arrives. */
const exampleChannel = ({ id, accountId, region }: Place, teamId: string | undefined) => ({
  name: 'Finance on call',
  teamId,
  environmentId: null,
  kind: 'sns',
  topicArn: `arn:aws:sns:${region}:${accountId}:nightly-reports`,
  viaEnvironmentId: id,
  wanted: WANTED,
});

/** Fills an empty database with believable teams and schedules, through the same commands as people. */
async function main(): Promise<void> {
  const place = await currentEnvironment();
  await installationId();
  if ((await db().team.count()) === 0) {
    const teams: Record<string, string> = {};
    for (const name of TEAMS) teams[name] = (await createTeam(context(), { name })).id;
    const calendars = new Map<string, string>();
    for (const { team, ...calendar } of exampleCalendars(new Date().getUTCFullYear())) {
      const teamId = team === null ? null : teams[team];
      calendars.set(calendar.name, (await createCalendar(context(), { ...calendar, teamId })).id);
    }
    for (const { team, stateReason, state, calendars: followed = [], ...schedule } of examples(place)) {
      const calendarIds = followed.map((name) => calendars.get(name));
      const { id } = await createSchedule(context(), {
        schedule: { ...schedule, teamId: teams[team], calendarIds },
      });
      if (state === 'paused') await pauseSchedule(context(), { id, reason: stateReason });
      if (state === 'disabled') await disableSchedule(context(), { id, reason: stateReason });
    }
    await createChannel(context(), { channel: exampleChannel(place, teams.Finance) });
  }
  await db().$disconnect();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
