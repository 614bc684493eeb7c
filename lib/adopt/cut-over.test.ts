import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startBulk, undoBulk } from '@/lib/bulk/commands';
import { prepareBulk } from '@/lib/bulk/prepare';
import { runRows } from '@/lib/bulk/run';
import { db } from '@/lib/db';
import { currentEnvironment, type EnvironmentRow } from '@/lib/environments/bootstrap';
import { createEnvironment } from '@/lib/environments/commands';
import { outsider, scanNow, settleAdoptions, watchForBoth } from '@/lib/local/test-adoption';
import { makeTeam, ROLE_ARN } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { signedIn } from '@/lib/local/test-session';
import { awsOf, settle } from '@/lib/local/test-sync';
import { restoreSchedule } from '@/lib/schedules/restore';
import { adopt, type Taken } from './commands';
import { findFilter } from './filter';
import { listFinds } from './queries';
import { giveBack } from './return-commands';

let product: TestProduct<{ aws: true }>;
let hands: ReturnType<typeof outsider>;
let both: () => Promise<string[]>;
let environment: EnvironmentRow;
let teamId: string;
let made = 0;
const admin = () => contextOf('administrator');
const reason = 'Moved to Rota';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  hands = outsider(product.aws);
  both = await watchForBoth(product.database);
  environment = await currentEnvironment();
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
afterEach(async () => expect(await both()).toEqual([]));

function name(): string {
  made += 1;
  return `original-${made}`;
}

async function take(arn: string, environmentId = environment.id): Promise<Taken> {
  const mapping = { teamId, owner: 'Finance', roleArn: ROLE_ARN };
  const [one] = await adopt(admin(), { environmentId, arns: [arn], mapping, reason });
  if (!one) throw new Error('nothing was answered');
  return one;
}

/** Taken over, its original not yet switched. */
async function taken(arn: string): Promise<string> {
  await scanNow();
  const one = await take(arn);
  if (!one.ok) throw new Error(one.message);
  return one.id;
}

async function settled(): Promise<void> {
  await settleAdoptions(product.database);
  await settle(product.database);
}

const load = (id: string) => db().schedule.findUniqueOrThrow({ where: { id } });
const statesOf = async (id: string) => (await awsOf(product.database, id)).map(({ body }) => body.State);

describe('an original that two environments of one account and Region find', () => {
  it('is taken over in one of them alone, and shows as taken in both', async () => {
    const second = await createEnvironment(admin(), {
      ...TEST_PLACE,
      name: 'Second',
      groupName: 'rota-2',
      production: false,
      roleArn: '',
    });
    const arn = await hands.makeRule(name());
    await scanNow();
    await scanNow(second.id);
    const first = await take(arn);
    if (!first.ok) throw new Error(first.message);
    expect(await take(arn, second.id)).toMatchObject({
      ok: false,
      message: 'It is taken over already, in the environment Test.',
    });
    await settled();
    expect(await statesOf(first.id)).toEqual(['ENABLED']);
    const there = await db().environment.findUniqueOrThrow({ where: { id: second.id } });
    const { rows } = await listFinds(admin(), there, findFilter.parse({ q: arn }));
    expect(rows).toMatchObject([{ standing: 'taken', schedule: { id: first.id } }]);
  });
});

describe('a schedule that was given back', () => {
  /** Deleted by an act on many, then given back. @returns the schedule and the job */
  async function deletedAndGivenBack(original: string) {
    const id = await taken(await hands.makeRule(original));
    await settled();
    const editor = await signedIn('editor');
    const { id: job } = await prepareBulk(editor, {
      action: 'delete',
      selection: { by: 'ids', ids: [id] },
    });
    await startBulk(editor, { id: job, reason, confirm: 'delete 1' });
    await runRows();
    await settled();
    const deleted = (await load(id)).generation;
    await giveBack(admin(), { id, reason });
    await settled();
    return { id, job, editor, deleted };
  }

  it('does not come back by the undo of its deletion, beside the original that runs', async () => {
    const original = name();
    const { id, job, editor } = await deletedAndGivenBack(original);
    expect(await hands.stateOf('rule', original)).toBe('ENABLED');
    await undoBulk(editor, { id: job, reason });
    await runRows();
    await settled();
    expect([(await load(id)).state, await statesOf(id)]).toEqual(['deleted', []]);
    expect(await hands.stateOf('rule', original)).toBe('ENABLED');
  });

  it('never comes back, on or off, whatever its generation', async () => {
    const { id, deleted } = await deletedAndGivenBack(name());
    const { generation, teamId, owner } = await load(id);
    expect(generation).toBe(deleted + 1);
    for (const state of ['on', 'paused'] as const) {
      const before = { state, stateReason: null, pauseUntil: null, missedAt: null, teamId, owner, tags: [] };
      await expect(restoreSchedule(admin(), { id, generation, reason, before })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('given back'),
      });
    }
    await expect(
      sql(product.database, `UPDATE schedule SET state = 'on' WHERE id = $1`, [id]),
    ).rejects.toThrow(/was given back to its original/);
  });
});
