import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ActivityEntry } from '@/lib/audit/record';
import { EVERYWHERE, inEnvironment } from '@/lib/auth/access';
import { command } from '@/lib/command';
import type { Tx } from '@/lib/db';
import { conflict, invalid, notFound } from '@/lib/errors';
import type { Environment } from '@/lib/generated/prisma/client';
import { newId } from '@/lib/id';
import { databaseNow } from '@/lib/schedules/load';
import { wakeWorkers } from '@/lib/wake-workers';
import { isOwnPlace } from './bootstrap';
import { forgetPlace } from './forget';
import { countPosting, repost } from './repost';
import { type EnvironmentInput, environmentId, environmentInput } from './schema';

type Made = { id: string };

const atEnvironment = async (_tx: Tx, { id }: { id: string }) => inEnvironment(id);

/** Adds an environment. One with a role gets an external id of 192 random bits, which nobody chooses. */
export const createEnvironment = command({
  permission: 'environment.create',
  input: environmentInput,
  at: EVERYWHERE,
  async run(tx, _context, input) {
    await assertFree(tx, input, null);
    const after = await tx.environment.create({
      data: { id: newId(), ...input, externalId: externalIdFor(input, null) },
    });
    await wakeWorkers(tx);
    return done('environment.create', null, after);
  },
});

/** Changes one. Where it has schedules it stays where it is, because they would be left behind in AWS. */
export const updateEnvironment = command({
  permission: 'environment.update',
  input: z.strictObject({
    id: environmentId,
    version: z.int().positive(),
    environment: environmentInput,
  }),
  at: atEnvironment,
  async run(tx, context, { id, version, environment: input }) {
    const before = await loadForChange(tx, id, version);
    assertNotFromVariables(before);
    await assertFree(tx, input, id);
    await assertDispatchKept(tx, id, input);
    const moved = PLACE.filter((field) => before[field] !== input[field]);
    if (moved.length > 0 && (await used(tx, id)))
      throw invalid(
        moved.map((path) => ({
          path: `environment.${path}`,
          message: `This can't change while schedules are kept here: it stays ${before[path]}. Add another environment instead.`,
        })),
      );
    if (moved.length > 0) await forgetPlace(tx, id);
    const after = await tx.environment.update({
      where: { id },
      data: {
        ...input,
        externalId: externalIdFor(input, before),
        version: { increment: 1 },
        ...NOT_YET_CHECKED,
      },
    });
    await repost(tx, id, before, after, context.requestId);
    await wakeWorkers(tx);
    return done('environment.update', before, after);
  },
});

const versioned = z.strictObject({ id: environmentId, version: z.int().positive() });

/** Rota makes no calls there any more and takes no changes; what is in AWS stays as it is and goes on running. */
export const disableEnvironment = command({
  permission: 'environment.disable',
  input: versioned,
  at: atEnvironment,
  async run(tx, _context, { id, version }) {
    const before = await loadForChange(tx, id, version);
    if (before.disabledAt) throw conflict('It is disabled already.');
    const data = { disabledAt: await databaseNow(tx), version: { increment: 1 } };
    const after = await tx.environment.update({ where: { id }, data });
    return done('environment.disable', before, after);
  },
});

export const enableEnvironment = command({
  permission: 'environment.enable',
  input: versioned,
  at: atEnvironment,
  async run(tx, _context, { id, version }) {
    const before = await loadForChange(tx, id, version);
    if (!before.disabledAt) throw conflict('It is not disabled.');
    const data = { disabledAt: null, version: { increment: 1 }, ...NOT_YET_CHECKED };
    const after = await tx.environment.update({ where: { id }, data });
    await wakeWorkers(tx);
    return done('environment.enable', before, after);
  },
});

/** Removes one that never had anything in it. */
export const removeEnvironment = command({
  permission: 'environment.remove',
  input: versioned,
  at: atEnvironment,
  async run(tx, _context, { id, version }) {
    const before = await loadForChange(tx, id, version);
    assertNotFromVariables(before);
    if (await used(tx, id))
      throw conflict('It has had schedules or other things, so its history needs it. Disable it instead.');
    await forgetPlace(tx, id);
    await tx.environment.delete({ where: { id } });
    return done('environment.remove', before, null);
  },
});

const PLACE = ['accountId', 'region', 'groupName'] as const;

const NOT_YET_CHECKED = {
  checkedAt: null,
  healthy: null,
  errorCode: null,
  error: null,
  unreachableSince: null,
};

/** Kept as long as there is a role: Terraform has it in that role's trust policy. */
const externalIdFor = ({ roleArn }: EnvironmentInput, before: Environment | null): string | null =>
  roleArn === null ? null : (before?.externalId ?? randomBytes(24).toString('base64url'));

/** @throws RotaError not-found, or conflict where somebody else changed it meanwhile */
async function loadForChange(tx: Tx, id: string, version: number): Promise<Environment> {
  await tx.$queryRaw`SELECT id FROM environment WHERE id = ${id} FOR UPDATE`;
  const environment = await tx.environment.findUnique({ where: { id } });
  if (!environment) throw notFound('This environment');
  if (environment.version === version) return environment;
  throw conflict(
    'Somebody else changed this environment meanwhile. Look at it as it is now, and decide anew.',
  );
}

function assertNotFromVariables(environment: Environment): void {
  if (!isOwnPlace(environment)) return;
  throw conflict(
    'This environment comes from the variables of Rota’s processes (ROTA_ENVIRONMENT and those beside it). Change it there.',
  );
}

async function assertFree(tx: Tx, { name, ...input }: EnvironmentInput, ownId: string | null): Promise<void> {
  const path = ownId === null ? '' : 'environment.';
  const [sameName] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM environment WHERE lower(name) = lower(${name}) AND id IS DISTINCT FROM ${ownId}`;
  if (sameName)
    throw invalid([{ path: `${path}name`, message: 'Another environment has this name. Choose another.' }]);
  const { accountId, region, groupName } = input;
  const place = await tx.environment.findUnique({
    where: { accountId_region_groupName: { accountId, region, groupName } },
  });
  if (place && place.id !== ownId)
    throw invalid([
      {
        path: `${path}groupName`,
        message: `The environment ${place.name} has this group in this account and Region. Choose another.`,
      },
    ]);
}

/** What is delivered through Rota needs the queue, and the role that posts into it. */
async function assertDispatchKept(tx: Tx, id: string, input: EnvironmentInput): Promise<void> {
  const missing = (['dispatchQueueArn', 'dispatchRoleArn'] as const).filter((field) => input[field] === null);
  const count = missing.length > 0 ? await countPosting(tx, id) : 0;
  if (count === 0) return;
  const schedules = count === 1 ? '1 schedule is' : `${count} schedules are`;
  throw invalid(
    missing.map((field) => ({
      path: `environment.${field}`,
      message: `${schedules} delivered through Rota here, which needs it. Choose direct delivery for ${count === 1 ? 'it' : 'them'} first.`,
    })),
  );
}

/** Whether anything was ever kept in it. */
async function used(tx: Tx, environmentId: string): Promise<boolean> {
  const where = { environmentId };
  const counts = await Promise.all([
    tx.schedule.count({ where }),
    tx.awsSchedule.count({ where }),
    tx.gate.count({ where }),
    tx.roleGrant.count({ where }),
    tx.allowedArn.count({ where }),
    tx.apiToken.count({ where }),
    tx.freeze.count({ where }),
    tx.adoption.count({ where }),
    tx.notificationChannel.count({ where: { OR: [where, { viaEnvironmentId: environmentId }] } }),
  ]);
  return counts.some((count) => count > 0);
}

/** An environment as audits show it. */
function snapshot(environment: Environment) {
  const { name, accountId, region, groupName, production, roleArn, disabledAt } = environment;
  const { dispatchQueueArn, deadLetterQueueArn, taskEventQueueArn } = environment;
  const { dispatchRoleArn, defaultDelivery, keepAnswers } = environment;
  return {
    name,
    accountId,
    region,
    groupName,
    production,
    roleArn,
    dispatchQueueArn,
    deadLetterQueueArn,
    taskEventQueueArn,
    dispatchRoleArn,
    defaultDelivery,
    keepAnswers,
    disabled: disabledAt !== null,
  };
}

function done(
  action: ActivityEntry['action'],
  before: Environment | null,
  after: Environment | null,
): { result: Made; entry: ActivityEntry } {
  const { id = '', name = '' } = after ?? before ?? {};
  const details = {
    environmentId: id,
    before: before && snapshot(before),
    after: after && snapshot(after),
  };
  return { result: { id }, entry: { audit: 'activity', action, subject: name, details } };
}
