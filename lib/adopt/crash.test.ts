import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsError } from '@/lib/aws/errors';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { RotaError } from '@/lib/errors';
import { rounds } from '@/lib/local/rounds';
import { adoptionOf, outsider, scanNow, settleAdoptions, watchForBoth } from '@/lib/local/test-adoption';
import { makeTeam, ROLE_ARN } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { awsOf, settle, workerTurn } from '@/lib/local/test-sync';
import {
  deleteSchedule,
  disableSchedule,
  pauseSchedule,
  resumeSchedule,
} from '@/lib/schedules/state-commands';
import { adopt } from './commands';
import { type Reach, reachOf } from './reach';
import { giveBack, retryAdoption } from './return-commands';
import { workOnce } from './work';

let product: TestProduct<{ aws: true }>;
let hands: ReturnType<typeof outsider>;
let both: () => Promise<string[]>;
let teamId: string;
let environmentId: string;
let made = 0;
const admin = () => contextOf('administrator');

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  hands = outsider(product.aws);
  both = await watchForBoth(product.database);
  teamId = await makeTeam();
  environmentId = (await currentEnvironment()).id;
});
afterAll(() => product.stop());

/** How a call goes wrong: the process dies before it or after it, or the call fails before or after it was carried out. */
const FAULTS = ['dies after', 'fails after', 'dies before', 'fails before'] as const;
type Fault = (typeof FAULTS)[number];

const never = new Promise<never>(() => {});
const lost = new AwsError('unreachable', 'TimeoutError', 'AWS did not answer.');

/** A reach that counts its calls; the one with the number `at` goes wrong. */
function faulty(reach: Reach, at: number, fault: Fault, onDeath: () => void) {
  const counter = { calls: 0 };
  const wrap =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      counter.calls += 1;
      if (counter.calls !== at) return call(...args);
      if (fault === 'fails before') throw lost;
      if (fault !== 'dies before') await call(...args);
      if (fault === 'fails after') throw lost;
      onDeath();
      return never;
    };
  const wrapped: Reach = {
    look: wrap(reach.look),
    switch: wrap(reach.switch),
    recreate: wrap(reach.recreate),
    own: wrap(reach.own),
  };
  return { reach: wrapped, counter };
}

/** One turn of a worker in which one call goes wrong. @returns how many calls it got to */
async function turnWith(at: number, fault: Fault): Promise<number> {
  let calls = { calls: 0 };
  let die = () => {};
  const death = new Promise<void>((resolve) => {
    die = resolve;
  });
  const turn = workOnce(environmentId, (environment) => {
    const made = faulty(reachOf(environment), at, fault, die);
    calls = made.counter;
    return made.reach;
  });
  await Promise.race([turn, death]);
  return calls.calls;
}

async function begin(kind: 'rule' | 'schedule'): Promise<{ id: string; name: string }> {
  made += 1;
  const name = `crash-${made}`;
  // what came to rest before would only be scanned again
  await sql(
    product.database,
    `DELETE FROM local_aws.rule; DELETE FROM local_aws.schedule WHERE group_name = 'default'`,
  );
  const arn = kind === 'rule' ? await hands.makeRule(name, 'ENABLED', 2) : await hands.makeSchedule(name);
  await scanNow();
  const mapping = { teamId, owner: 'Finance', roleArn: ROLE_ARN };
  const [taken] = await adopt(admin(), { environmentId, arns: [arn], mapping, reason: 'x' });
  if (!taken?.ok) throw new Error(taken?.message);
  return { id: taken.id, name };
}

const statesOf = async (id: string) => [
  ...new Set((await awsOf(product.database, id)).map(({ body }) => body.State)),
];

describe('whatever call goes wrong, the two never run at once and it ends as it should', () => {
  for (const kind of ['rule', 'schedule'] as const)
    for (const fault of FAULTS.slice(0, rounds(2, FAULTS.length))) {
      it(`taking over a ${kind}: a call ${fault}`, async () => {
        for (let at = 1, reached = 1; at === 1 || reached >= at - 1; at += 1) {
          const { id, name } = await begin(kind);
          reached = await turnWith(at, fault);
          await settleAdoptions(product.database);
          await settle(product.database);
          expect([at, await hands.stateOf(kind, name), await statesOf(id)]).toEqual([
            at,
            'DISABLED',
            ['ENABLED'],
          ]);
          expect((await adoptionOf(id)).step).toBe('adopted');
        }
        expect(await both()).toEqual([]);
      }, 180_000);

      it(`giving a ${kind} back: a call ${fault}`, async () => {
        for (let at = 1, reached = 1; at === 1 || reached >= at - 1; at += 1) {
          const { id, name } = await begin(kind);
          await settleAdoptions(product.database);
          await giveBack(admin(), { id, reason: 'x' });
          reached = await turnWith(at, fault);
          await settleAdoptions(product.database);
          await settle(product.database);
          expect([at, await hands.stateOf(kind, name), await statesOf(id)]).toEqual([at, 'ENABLED', []]);
          expect((await adoptionOf(id)).step).toBe('returned');
        }
        expect(await both()).toEqual([]);
      }, 180_000);
    }
});

/** What people and processes do at any moment of an adoption. */
const ACTS = [
  'work',
  'work',
  'work twice',
  'sync',
  'crash',
  'lease ends',
  'resume',
  'pause',
  'disable',
  'delete',
  'give back',
  'retry',
  'AWS is down',
] as const;
type Act = (typeof ACTS)[number];

async function perform(act: Act, id: string, name: string, chance: number): Promise<void> {
  const context = admin();
  const reason = 'x';
  try {
    if (act === 'work') await workOnce(environmentId);
    if (act === 'work twice')
      await Promise.all([workOnce(environmentId), workOnce(environmentId), workerTurn()]);
    if (act === 'sync') await workerTurn();
    if (act === 'crash') await turnWith(1 + (chance % 6), FAULTS[chance % FAULTS.length] as Fault);
    if (act === 'lease ends')
      await sql(
        product.database,
        `UPDATE adoption SET due_at = CASE WHEN due_at IS NULL THEN NULL ELSE now() END, lease_token = NULL, lease_until = NULL`,
      );
    if (act === 'resume') await resumeSchedule(context, { id });
    if (act === 'pause') await pauseSchedule(context, { id, reason });
    if (act === 'disable') await disableSchedule(context, { id, reason });
    if (act === 'delete') await deleteSchedule(context, { id, reason, confirmName: name });
    if (act === 'give back') await giveBack(context, { id, reason });
    if (act === 'retry') await retryAdoption(context, { id });
    if (act === 'AWS is down' && product.network) {
      product.network.down = true;
      await workOnce(environmentId);
      product.network.down = false;
    }
  } catch (error) {
    // what is refused in a state is refused
    if (!(error instanceof RotaError)) throw error;
  }
}

it('whatever people and processes do in whatever order, the two never run at once, and it comes to rest', async () => {
  const ends: Record<string, number> = {};
  const script = fc.array(fc.tuple(fc.constantFrom(...ACTS), fc.nat()), { minLength: 3, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('rule', 'schedule' as const), script, async (kind, acts) => {
      const { id, name } = await begin(kind as 'rule' | 'schedule');
      for (const [act, chance] of acts) await perform(act, id, name, chance);
      await settleAdoptions(product.database);
      await settle(product.database);
      expect(await both()).toEqual([]);
      const { step } = await adoptionOf(id);
      const { state } = await db().schedule.findUniqueOrThrow({ where: { id } });
      const original = await hands.stateOf(kind as 'rule' | 'schedule', name);
      ends[`${step}, ours ${state}, original ${original}`] =
        (ends[`${step}, ours ${state}, original ${original}`] ?? 0) + 1;
      expect(original).toBe(step === 'returned' ? 'ENABLED' : 'DISABLED');
      expect(await statesOf(id)).toEqual(
        state === 'deleted' ? [] : [state === 'on' ? 'ENABLED' : 'DISABLED'],
      );
      if (step === 'returned') expect(state).toBe('deleted');
    }),
    { numRuns: rounds(12, 100) },
  );
  console.info(ends);
}, 240_000);
