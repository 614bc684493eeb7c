import { record } from '@/lib/audit/record';
import { inEnvironment } from '@/lib/auth/access';
import { everyOf, type Found } from '@/lib/aws/discover';
import { AwsError } from '@/lib/aws/errors';
import { query } from '@/lib/command';
import { db } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import type { Adoption } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';
import { subjectOf } from '@/lib/schedules/commands';
import { loadLocked } from '@/lib/schedules/load';
import { pacer } from '@/lib/sync/paced';
import { systemContext } from '@/lib/system-context';
import { environmentOf } from './environment';
import { isOver, OVER } from './over';
import { atAws, catalogOf, reachOf } from './reach';
import { scanInput } from './schema';
import { open } from './sealed';
import { originalText } from './steps';
import { isEnabled } from './stored';

/** How often originals are looked at, and how soon again where that failed. */
const EVERY_SECONDS = 300;
const AGAIN_SECONDS = 60;

/** Looks at the originals of an environment where that is due; one worker does it at a time. */
export async function watchOnce(environmentId: string): Promise<void> {
  const claimed = await db().$executeRaw`
    UPDATE adoption_scan SET watch_due_at = clock_timestamp() + make_interval(secs => ${EVERY_SECONDS})
    WHERE environment_id = ${environmentId} AND (watch_due_at IS NULL OR watch_due_at <= now())
      AND environment_id IN (SELECT id FROM environment WHERE disabled_at IS NULL)`;
  if (claimed === 0) return;
  try {
    await watch(await db().environment.findUniqueOrThrow({ where: { id: environmentId } }));
  } catch (error) {
    await db().$executeRaw`
      UPDATE adoption_scan SET watch_due_at = clock_timestamp() + make_interval(secs => ${AGAIN_SECONDS})
      WHERE environment_id = ${environmentId}`;
    if (!(error instanceof AwsError)) throw error;
    log.warn({ err: error, environmentId }, 'the originals of what was taken over could not be looked at');
  }
}

/** Looks at the originals of an environment at once, for a person. @throws RotaError unavailable */
export const watchNow = query({
  permission: 'schedule.adopt',
  input: scanInput,
  at: ({ environmentId }) => inEnvironment(environmentId),
  async run(_context, { environmentId }): Promise<null> {
    const environment = await environmentOf(environmentId);
    await atAws(() => watch(environment));
    return null;
  },
});

/** By what an original is found in lists; its content is read of few. */
const KEYS = { id: true, scheduleId: true, kind: true, groupName: true, name: true, alarmAt: true } as const;
type Held = Pick<Adoption, keyof typeof KEYS>;

/**
 * Looks which originals of what was taken over run again, as after a later `terraform apply`. Each raises an alarm once;
 * nothing is switched until a person decides. One that is off again ends its alarm, and so does one whose schedule in
 * Rota is over.
 * @throws AwsError
 */
export async function watch(environment: EnvironmentRow): Promise<void> {
  // Read before AWS is: what is adopted here had its original read back as off.
  const adopted = { environmentId: environment.id, step: 'adopted' };
  await db().adoption.updateMany({
    where: { ...adopted, alarmAt: { not: null }, schedule: { state: { in: [...OVER] } } },
    data: { alarmAt: null },
  });
  const held = await db().adoption.findMany({
    where: { ...adopted, schedule: { state: { notIn: [...OVER] } } },
    select: KEYS,
  });
  const running = await runningOriginals(environment, held);
  const reach = reachOf(environment);
  for (const one of held) {
    if (!running.has(keyOf(one))) {
      if (one.alarmAt) await clear(one.id);
      continue;
    }
    if (one.alarmAt) continue;
    const { content } = await db().adoption.findUniqueOrThrow({ where: { id: one.id } });
    const original = open(content);
    const current = await reach.look(original);
    if (current && isEnabled(current)) await raise(one, original);
  }
  await db().$executeRaw`
    UPDATE adoption_scan SET watched_at = clock_timestamp() WHERE environment_id = ${environment.id}`;
}

const keyOf = ({ kind, groupName, name }: Pick<Held, 'kind' | 'groupName' | 'name'>) =>
  `${kind} ${groupName}/${name}`;

/** By lists, so that thousands of originals cost few calls. */
async function runningOriginals(environment: EnvironmentRow, held: readonly Held[]): Promise<Set<string>> {
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

async function raise({ id, scheduleId }: Held, original: Found): Promise<void> {
  const what = originalText(original);
  await db().$transaction(async (tx) => {
    const schedule = await loadLocked(tx, scheduleId);
    if (isOver(schedule.state)) return;
    const raised = await tx.$executeRaw`
      UPDATE adoption SET alarm_at = clock_timestamp(), updated_at = clock_timestamp()
      WHERE id = ${id} AND step = 'adopted' AND alarm_at IS NULL`;
    if (raised !== 1) return;
    await record(tx, systemContext('adoption'), {
      audit: 'schedule',
      action: 'schedule.original-enabled',
      outcome: 'failed',
      ...subjectOf(schedule),
      reason: schedule.state === 'on' ? `The ${what} runs again beside it.` : `The ${what} runs again.`,
      before: null,
      after: {
        code: 'OriginalEnabled',
        message:
          schedule.state === 'on'
            ? `Somebody enabled the ${what} again. Both run until a person decides.`
            : `Somebody enabled the ${what} again, although Rota's schedule is ${schedule.state}.`,
      },
    });
  });
}

const clear = (id: string) => db().$executeRaw`
  UPDATE adoption SET alarm_at = NULL, updated_at = clock_timestamp() WHERE id = ${id} AND step = 'adopted'`;
