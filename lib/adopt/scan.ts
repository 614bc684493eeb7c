import { inEnvironment } from '@/lib/auth/access';
import { discover, type Found } from '@/lib/aws/discover';
import { AwsError } from '@/lib/aws/errors';
import { command } from '@/lib/command';
import { actorName } from '@/lib/context';
import { db } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { newId } from '@/lib/id';
import { log } from '@/lib/log';
import { databaseNow } from '@/lib/schedules/load';
import { pacer } from '@/lib/sync/paced';
import { wakeWorkers } from '@/lib/wake-workers';
import { environmentOf, isInUse } from './environment';
import { mappingInput } from './mapping';
import { propose } from './plan';
import { catalogOf } from './reach';
import { scanInput } from './schema';
import { seal } from './sealed';

/** Asks for a look at what AWS has outside Rota; a worker looks. One that is under way goes on. */
export const askScan = command({
  permission: 'schedule.adopt',
  input: scanInput,
  at: async (_tx, { environmentId }) => inEnvironment(environmentId),
  async run(tx, context, { environmentId }) {
    const environment = await environmentOf(environmentId);
    const asked = { status: 'asked', askedAt: await databaseNow(tx), askedBy: actorName(context.actor) };
    await tx.adoptionScan.upsert({
      where: { environmentId: environment.id },
      create: { environmentId: environment.id, ...asked },
      update: { ...asked, error: null },
    });
    await wakeWorkers(tx);
    return {
      result: null,
      entry: { audit: 'activity', action: 'adopt.scan', subject: environment.name },
    };
  },
});

/** Longer than a batch takes, throttled or not. */
const LEASE_SECONDS = 120;
const BATCH = 25;

/** Why a scan does not go on. */
class Stopped extends Error {}

type Claim = { environmentId: string; token: string; since: Date };

/** Carries out the scan of an environment that was asked for. @returns whether there was one */
export async function scanOnce(environmentId: string): Promise<boolean> {
  const [claim] = await db().$queryRaw<Claim[]>`
    UPDATE adoption_scan SET lease_token = ${newId()}, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    WHERE environment_id = ${environmentId} AND status = 'asked' AND (lease_until IS NULL OR lease_until < now())
      AND environment_id IN (SELECT id FROM environment WHERE disabled_at IS NULL)
    RETURNING environment_id AS "environmentId", lease_token AS token, clock_timestamp() AS since`;
  if (!claim) return false;
  const environment = await db().environment.findUniqueOrThrow({ where: { id: environmentId } });
  try {
    await finish(claim, await scan(environment, claim));
  } catch (error) {
    await fail(claim, error);
  }
  return true;
}

/** @returns how much was found */
async function scan(environment: EnvironmentRow, claim: Claim): Promise<number> {
  const own = await ownGroups(environment);
  const isOwn = (group: string, tags: Record<string, string>) =>
    own.has(group) || 'rota:installation' in tags;
  let batch: Found[] = [];
  let found = 0;
  for await (const one of discover(catalogOf(environment), pacer(environment.id), isOwn)) {
    found += 1;
    batch.push(one);
    if (batch.length < BATCH) continue;
    await keep(environment, claim, batch);
    batch = [];
  }
  await keep(environment, claim, batch);
  return found;
}

/** Groups of this database's own environments in the same account and Region. */
async function ownGroups({ accountId, region }: EnvironmentRow): Promise<Set<string>> {
  const all = await db().environment.findMany({ where: { accountId, region }, select: { groupName: true } });
  return new Set(all.map(({ groupName }) => groupName));
}

/** Judges without a mapping: only whether a role is missing can change by one. */
export const NEUTRAL = mappingInput.parse({ teamId: '0000000000000000', owner: 'Nobody yet' });

async function keep(environment: EnvironmentRow, { token }: Claim, batch: Found[]): Promise<void> {
  if (!(await isInUse(environment.id)))
    throw new Stopped(`The environment ${environment.name} was disabled, so Rota makes no more calls there.`);
  const now = await databaseNow(db());
  const rows = batch.map((found) => ({
    environmentId: environment.id,
    arn: found.arn,
    kind: found.kind,
    name: found.name,
    groupName: found.group,
    verdict: propose(found, NEUTRAL, { place: environment, taken: new Set(), now }).verdict,
    content: seal(found),
    seenAt: now,
  }));
  await db().$transaction(async (tx) => {
    await holdLease(tx, environment.id, token);
    for (const row of rows)
      await tx.adoptionItem.upsert({
        where: { environmentId_arn: { environmentId: row.environmentId, arn: row.arn } },
        create: row,
        update: row,
      });
  });
}

async function holdLease(
  tx: Pick<ReturnType<typeof db>, '$executeRaw'>,
  environmentId: string,
  token: string,
) {
  const held = await tx.$executeRaw`
    UPDATE adoption_scan SET lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    WHERE environment_id = ${environmentId} AND lease_token = ${token}`;
  if (held !== 1) throw new Error('Another worker scans this environment now.');
}

/** What a whole scan did not see is gone. A scan that was asked for anew meanwhile begins again. */
async function finish({ environmentId, token, since }: Claim, found: number): Promise<void> {
  await db().$transaction(async (tx) => {
    await holdLease(tx, environmentId, token);
    await tx.adoptionItem.deleteMany({ where: { environmentId, seenAt: { lt: since } } });
    await tx.$executeRaw`
      UPDATE adoption_scan SET status = CASE WHEN asked_at > ${since} THEN 'asked' ELSE 'done' END,
        finished_at = clock_timestamp(), found = ${found}, error = NULL, lease_token = NULL, lease_until = NULL
      WHERE environment_id = ${environmentId} AND lease_token = ${token}`;
  });
}

/** What was found before stays: a list that broke off says nothing of what is gone. */
async function fail({ environmentId, token }: Claim, error: unknown): Promise<void> {
  const known = error instanceof AwsError || error instanceof Stopped;
  if (!known) log.error({ err: error, environmentId }, 'a scan for adoption failed');
  const message = known ? error.message : 'Rota could not finish the scan. Its log says why.';
  await db().$executeRaw`
    UPDATE adoption_scan SET status = 'failed', finished_at = clock_timestamp(), error = ${message.slice(0, 2000)},
      lease_token = NULL, lease_until = NULL
    WHERE environment_id = ${environmentId} AND lease_token = ${token}`;
}
