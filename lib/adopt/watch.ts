import { randomUUID } from 'node:crypto';
import { record } from '@/lib/audit/record';
import { everyOf } from '@/lib/aws/discover';
import { AwsError } from '@/lib/aws/errors';
import { query } from '@/lib/command';
import { db } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import type { Adoption } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';
import { subjectOf } from '@/lib/schedules/commands';
import { loadLocked } from '@/lib/schedules/load';
import { pacer } from '@/lib/sync/paced';
import { environmentOf } from './environment';
import { atAws, catalogOf, reachOf } from './reach';
import { scanInput } from './schema';
import { originalText } from './steps';
import { isEnabled, read } from './stored';

/** How often originals are looked at. */
const EVERY_SECONDS = 300;

/** Looks at the originals of every environment where that is due; one worker does it at a time. */
export async function watchOnce(): Promise<void> {
  const due = await db().$queryRaw<{ environmentId: string }[]>`
    UPDATE adoption_scan SET watched_at = clock_timestamp()
    WHERE (watched_at IS NULL OR watched_at < now() - make_interval(secs => ${EVERY_SECONDS}))
      AND environment_id IN (SELECT id FROM environment WHERE disabled_at IS NULL)
    RETURNING environment_id AS "environmentId"`;
  for (const { environmentId } of due) {
    const environment = await db().environment.findUniqueOrThrow({ where: { id: environmentId } });
    try {
      await watch(environment);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      log.warn({ err: error, environmentId }, 'the originals of what was taken over could not be looked at');
    }
  }
}

/** Looks at the originals of an environment at once, for a person. @throws RotaError unavailable */
export const watchNow = query({
  permission: 'schedule.adopt',
  input: scanInput,
  async run(_context, { environmentId }): Promise<null> {
    const environment = await environmentOf(environmentId);
    await atAws(() => watch(environment));
    await db().$executeRaw`
      UPDATE adoption_scan SET watched_at = clock_timestamp() WHERE environment_id = ${environmentId}`;
    return null;
  },
});

/**
 * Looks which originals of what was taken over run again, as after a later `terraform apply`. Each raises an alarm once;
 * nothing is switched until a person decides. One that is off again ends its alarm.
 * @throws AwsError
 */
export async function watch(environment: EnvironmentRow): Promise<void> {
  // Read before AWS is: what is adopted here had its original read back as off.
  const held = await db().adoption.findMany({ where: { environmentId: environment.id, step: 'adopted' } });
  if (held.length === 0) return;
  const running = await runningOriginals(environment, held);
  const reach = reachOf(environment);
  for (const adoption of held) {
    if (!running.has(keyOf(adoption))) {
      if (adoption.alarmAt) await clear(adoption);
      continue;
    }
    if (adoption.alarmAt) continue;
    const current = await reach.look(read(adoption.content));
    if (current && isEnabled(current)) await raise(adoption);
  }
}

const keyOf = ({ kind, groupName, name }: Pick<Adoption, 'kind' | 'groupName' | 'name'>) =>
  `${kind} ${groupName}/${name}`;

/** By lists, so that thousands of originals cost few calls. */
async function runningOriginals(
  environment: EnvironmentRow,
  held: readonly Adoption[],
): Promise<Set<string>> {
  const catalog = catalogOf(environment);
  const pace = pacer(environment.id);
  const running = new Set<string>();
  const groups = new Set(held.filter(({ kind }) => kind === 'schedule').map(({ groupName }) => groupName));
  for (const groupName of groups) {
    try {
      for await (const { name, state } of everyOf(pace, (token) => catalog.schedules(groupName, token)))
        if (state !== 'DISABLED') running.add(keyOf({ kind: 'schedule', groupName, name }));
    } catch (error) {
      // a group that is gone has no schedules
      if (!(error instanceof AwsError) || error.kind !== 'missing') throw error;
    }
  }
  if (held.some(({ kind }) => kind === 'rule'))
    for await (const { Name: name = '', State } of everyOf(pace, catalog.events.rules))
      if (State !== 'DISABLED') running.add(keyOf({ kind: 'rule', groupName: 'default', name }));
  return running;
}

async function raise({ id, scheduleId, content }: Adoption): Promise<void> {
  await db().$transaction(async (tx) => {
    const schedule = await loadLocked(tx, scheduleId);
    const raised = await tx.$executeRaw`
      UPDATE adoption SET alarm_at = clock_timestamp(), updated_at = clock_timestamp()
      WHERE id = ${id} AND step = 'adopted' AND alarm_at IS NULL`;
    if (raised !== 1) return;
    const original = read(content);
    await record(
      tx,
      { actor: { type: 'system', job: 'adoption' }, requestId: randomUUID(), ip: null, userAgent: null },
      {
        audit: 'schedule',
        action: 'schedule.original-enabled',
        outcome: 'failed',
        ...subjectOf(schedule),
        reason: `The ${originalText(original)} runs again beside it.`,
        before: null,
        after: {
          code: 'OriginalEnabled',
          message: `Somebody enabled the ${originalText(original)} again. Both run until a person decides.`,
        },
      },
    );
  });
}

const clear = ({ id }: Adoption) => db().$executeRaw`
  UPDATE adoption SET alarm_at = NULL, updated_at = clock_timestamp() WHERE id = ${id} AND step = 'adopted'`;
