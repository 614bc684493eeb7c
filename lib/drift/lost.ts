import { z } from 'zod';
import { assertAims } from '@/lib/allow-lists/check';
import { inEnvironment } from '@/lib/auth/access';
import type { AwsObserved } from '@/lib/aws/scheduler';
import { authorise, type Command, command, parse } from '@/lib/command';
import { actorId, type Context } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { assertInUse } from '@/lib/environments/place';
import { conflict, invalid } from '@/lib/errors';
import type { Drift, Environment } from '@/lib/generated/prisma/client';
import { type Saved, subjectOf } from '@/lib/schedules/commands';
import { databaseNow, loadLocked, snapshotOf } from '@/lib/schedules/load';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { switchedBy } from '@/lib/schedules/switched-by';
import { upcoming } from '@/lib/schedules/timing';
import { touchState } from '@/lib/schedules/write';
import { fingerprintOf } from '@/lib/sync/drift';
import { schedulerOf } from '@/lib/sync/group';
import { generationIn, readOwnerMark } from '@/lib/sync/owner-mark';
import { paced } from '@/lib/sync/paced';
import { idsIn } from '@/lib/sync/plan';
import { assertKept, timingColumns, timingIn } from './accepted';
import { SWITCHED_OFF } from './accepted-state';
import { changedAgain, decide, seenInput } from './decision';
import { freeName } from './free-name';
import { loadEnvironment } from './scan-commands';
import { targetOf } from './target-of';
import { asked, seenOf } from './theirs';

const input = z.strictObject({
  environmentId: scheduleId,
  /** The lost schedule's id, as it stands in the names of its AWS schedules. */
  id: scheduleId,
  decision: z.enum(['accept', 'restore']),
  /** AWS does not know it. */
  teamId: z.string().min(1, 'Choose the team that it belongs to.'),
  owner: z.string().trim().min(1, "The owner can't be empty.").max(100),
  reason,
  seen: seenInput,
});

/**
 * Decides on a schedule of this Rota that the database lost and AWS still has, under its old id: it comes back as AWS
 * has it (paused where that is off), or stays a tombstone and is removed from AWS.
 */
export const decideLost: Command<Saved> = async (context, raw) => {
  await authorise(context, 'drift.decide-lost');
  const wanted = parse(input, raw);
  await authorise(context, 'drift.decide-lost', inEnvironment(wanted.environmentId));
  return deciding(await readLost(wanted))(context, raw);
};

async function readLost({ environmentId, id }: { environmentId: string; id: string }) {
  const environment = await loadEnvironment(db(), environmentId);
  const scheduler = paced(schedulerOf(environment), environmentId);
  const found = new Map<string, AwsObserved | null>();
  for (const { name } of await lostOf(db(), environmentId, id))
    found.set(name, await asked(() => scheduler.get(environment.groupName, name)));
  return found;
}

const lostOf = (tx: Pick<Tx, 'drift'>, environmentId: string, id: string) =>
  tx.drift.findMany({
    where: { environmentId, kind: 'extra', scheduleId: null, decision: null, name: { endsWith: `-${id}` } },
    orderBy: { name: 'asc' },
  });

const deciding = (theirs: ReadonlyMap<string, AwsObserved | null>) =>
  command({
    permission: 'drift.decide-lost',
    input,
    at: async (_tx, { environmentId }) => inEnvironment(environmentId),
    async run(tx, context, { environmentId, id, decision, teamId, owner, reason, seen }) {
      await assertInUse(tx, context, environmentId);
      const rows = await lostOf(tx, environmentId, id);
      if (rows.length === 0 || (await tx.schedule.findUnique({ where: { id } })))
        throw conflict('Nothing of it waits for this decision any more.');
      if (seenOf(rows).join() !== [...seen].sort().join()) throw changedAgain();
      const observed = rows.map((row) => sameAs(row, theirs.get(row.name) ?? null));
      const environment = await tx.environment.findUniqueOrThrow({ where: { id: environmentId } });
      await create(tx, context, { environment, id, teamId, owner }, observed, decision);
      await own(tx, environment, id, rows, decision);
      const saved = await loadLocked(tx, id);
      await assertAims(tx, context, null, saved);
      await touchState(tx, saved, context.requestId, await databaseNow(tx));
      return {
        result: { id, generation: saved.generation },
        entry: {
          audit: 'schedule',
          action: `drift.lost-${decision}`,
          ...subjectOf(saved),
          reason,
          before: null,
          after: snapshotOf(saved),
        },
      };
    },
  });

function sameAs(row: Drift, observed: AwsObserved | null): AwsObserved {
  if (!observed || fingerprintOf(observed, encryptionKey()) !== row.fingerprint) throw changedAgain();
  return observed;
}

type Place = { environment: Environment; id: string; teamId: string; owner: string };

async function create(
  tx: Tx,
  context: Context,
  { environment, id, teamId, owner }: Place,
  observed: readonly AwsObserved[],
  decision: 'accept' | 'restore',
): Promise<void> {
  if (!(await tx.team.findUnique({ where: { id: teamId } })))
    throw invalid([{ path: 'teamId', message: 'This team does not exist. Choose one of the list.' }]);
  const now = await databaseNow(tx);
  const timing = timingIn(observed, now);
  const off = observed.some(({ State }) => State === 'DISABLED');
  const runs = !off && upcoming({ ...timing, excluded: [] }, now, 1).length > 0;
  const state = decision === 'restore' ? 'deleted' : runs ? 'on' : 'paused';
  const by = actorId(context.actor);
  await tx.schedule.create({
    data: {
      id,
      environmentId: environment.id,
      teamId,
      owner,
      name: await freeName(tx, environment.id, nameIn(observed)),
      description: '',
      tags: [],
      ...timingColumns(timing),
      state,
      stateReason: state === 'paused' ? SWITCHED_OFF : null,
      ...switchedBy(context.actor, now),
      generation: Math.max(...observed.map((one) => generationIn(one) ?? 0)) + 1,
      createdAt: now,
      updatedAt: now,
      createdBy: by,
      updatedBy: by,
    },
  });
  if (decision === 'restore') return;
  for (const [position, one] of observed.entries()) {
    assertKept(one);
    const row = targetOf(one.Target ?? { Arn: '', RoleArn: '' }, environment);
    const targetId = idsIn(one.Name ?? '')?.targetId ?? '';
    await tx.target.create({ data: { ...row, id: targetId, scheduleId: id, position } });
  }
}

/** What AWS has is this database's own again. */
async function own(
  tx: Tx,
  { id: environmentId, groupName }: Environment,
  scheduleId: string,
  rows: readonly Drift[],
  decision: 'accept' | 'restore',
): Promise<void> {
  for (const row of rows) {
    const { name, awsGeneration } = row;
    const targetId = idsIn(name)?.targetId ?? '';
    const generation = awsGeneration ?? 0;
    await tx.awsSchedule.create({
      data: { name, environmentId, groupName, scheduleId, targetId, generation },
    });
    await decide(tx, [row], { scheduleId, targetId, decision });
  }
}

/** It stands in the description, after installation and generation. */
function nameIn([first]: readonly AwsObserved[]): string {
  return ((first && readOwnerMark(first)?.name) || first?.Name || 'Lost schedule').slice(0, 90);
}
