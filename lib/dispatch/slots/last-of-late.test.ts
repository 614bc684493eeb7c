import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam, ROLE_ARN, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { deliveriesOf, drain, dueRuns, SUCCEEDED } from '@/lib/local/test-runs';
import { updateSchedule } from '@/lib/schedules/commands';
import { disableSchedule, pauseSchedule, resumeSchedule } from '@/lib/schedules/state-commands';
import { keepLane } from '../engine/lane';
import { settleFrozen } from '../held';
import { planSlots } from './planner';

const MINUTE = 60_000;
const NOON = Date.UTC(2031, 4, 6, 12);
const operator = contextOf('operator');

/** Every ten minutes; of what was late the last alone is made up for. */
const FIELDS = {
  expression: 'cron(0/10 * * * ? *)',
  timeZone: 'UTC',
  delivery: 'through',
  targets: [TARGETS.sqs],
  ifLate: 'last',
  afterPause: 'last',
};

let product: TestProduct;
let setClock: (at: Date) => Promise<void>;
let environmentId: string;
let teamId: string;
let id = '';

beforeAll(async () => {
  product = await startTestProduct({
    env: { ROTA_DISPATCH_QUEUE_ARN: TARGETS.sqs.arn, ROTA_DISPATCH_ROLE_ARN: ROLE_ARN },
  });
  setClock = await stopClock(product.database);
  await at(0);
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
afterAll(() => product?.stop());

/** So many minutes after noon by the clock of the database. */
const at = (minutes: number) => setClock(new Date(NOON + minutes * MINUTE));

/** The same, where a worker has been up until then. */
async function upAt(minutes: number): Promise<void> {
  await at(minutes);
  await sql(product.database, 'UPDATE dispatch_lane SET alive_at = clock.now(), exact_at = clock.now()');
}

/** At 12:08 the run of 12:10 is made, and stands in the queue. */
beforeEach(async () => {
  await at(0);
  if (id) await disableSchedule(contextOf('administrator'), { id, reason: 'Over' });
  await db().runQueue.deleteMany();
  ({ id } = await makeSchedule(teamId, FIELDS));
  await keepLane(environmentId);
  await upAt(8);
  await planSlots();
  expect(await minutes(null)).toEqual([10]);
});

/** The minutes after noon of the slots whose runs are in a state. */
const minutes = async (state: string | null) =>
  (await db().run.findMany({ where: { scheduleId: id, state }, orderBy: { slotAt: 'asc' } })).map(
    ({ slotAt }) => (slotAt.getTime() - NOON) / MINUTE,
  );
/** What a worker does that comes up: it may plan before it looks at the queue, or after. */
const TURNS = {
  'the planner is first': async () => {
    await planSlots();
    await deliver();
  },
  'the queue is looked at first': async () => {
    await keepLane(environmentId);
    await planSlots();
    await deliver();
  },
};
const turns = Object.entries(TURNS);
const deliver = () => drain(deliveriesOf(environmentId, async () => SUCCEEDED));

describe.each(turns)('where %s', (_, turn) => {
  it('an outage that made slots late in the queue and slots that nobody planned has one last', async () => {
    await at(61);
    await turn();
    expect(await minutes('missed')).toEqual([10, 20, 30, 40]);
    expect(await minutes('succeeded')).toEqual([50, 60]);
  });

  it('a slot in the queue is the last where those after it are not late', async () => {
    await at(22);
    await turn();
    expect(await minutes('succeeded')).toEqual([10, 20]);
    expect(await minutes('missed')).toEqual([]);
  });

  it('a slot in the queue is the last where an edit owes none after it', async () => {
    await at(11);
    const [target] = await db().target.findMany({ where: { scheduleId: id } });
    const targets = [{ ...TARGETS.sqs, id: target?.id }];
    const schedule = scheduleFields(teamId, { ...FIELDS, targets, owner: 'Somebody else' });
    await updateSchedule(contextOf('editor'), { id, generation: 1, schedule });
    await at(19);
    await turn();
    expect(await minutes('succeeded')).toEqual([10]);
    expect(await minutes('missed')).toEqual([]);
  });

  it('a freeze has one last', async () => {
    const freeze = await startFreeze(operator, { scope: 'team', teamId, reason: 'Outage.' });
    await upAt(31);
    await settleFrozen();
    expect(await minutes('skipped')).toEqual([10]);
    await upAt(61);
    await liftFreeze(operator, { id: freeze.id, reason: '' });
    await turn();
    expect(await minutes('skipped')).toEqual([10, 20, 30, 40]);
    expect(await minutes('succeeded')).toEqual([50, 60]);
  });

  it('a freeze makes up for what stands in the queue where none is owed after it', async () => {
    const freeze = await startFreeze(operator, { scope: 'team', teamId, reason: 'Outage.' });
    await upAt(19);
    await settleFrozen();
    await liftFreeze(operator, { id: freeze.id, reason: '' });
    await turn();
    expect(await minutes('succeeded')).toEqual([10]);
    expect(await minutes('skipped')).toEqual([]);
  });

  it('a freeze lifted while no worker was up makes up for what stands in the queue', async () => {
    const freeze = await startFreeze(operator, { scope: 'team', teamId, reason: 'Outage.' });
    await at(12);
    await liftFreeze(operator, { id: freeze.id, reason: '' });
    await at(19);
    await turn();
    expect(await minutes('succeeded')).toEqual([10]);
    expect(await minutes('missed')).toEqual([]);
  });

  it('a freeze lifted while no worker was up has one last', async () => {
    const freeze = await startFreeze(operator, { scope: 'team', teamId, reason: 'Outage.' });
    await at(32);
    await liftFreeze(operator, { id: freeze.id, reason: '' });
    await at(38);
    await turn();
    expect(await minutes('skipped')).toEqual([10, 20]);
    expect(await minutes('succeeded')).toEqual([30]);
  });

  it('a pause has one last', async () => {
    await at(11);
    await pauseSchedule(operator, { id, reason: 'Broken.', until: { kind: 'open' } });
    await upAt(61);
    await resumeSchedule(operator, { id, reason: '' });
    await turn();
    expect(await minutes('skipped')).toEqual([10, 20, 30, 40]);
    expect(await minutes('succeeded')).toEqual([50, 60]);
  });

  it('a pause makes up for what stands in the queue where none is owed after it', async () => {
    await at(11);
    await pauseSchedule(operator, { id, reason: 'Broken.', until: { kind: 'open' } });
    await upAt(19);
    await resumeSchedule(operator, { id, reason: '' });
    await turn();
    expect(await minutes('succeeded')).toEqual([10]);
    expect(await minutes('skipped')).toEqual([]);
  });
});

it('a gap that kept nothing back says nothing of a slot that is late after it', async () => {
  await at(11);
  await pauseSchedule(operator, { id, reason: 'Broken.', until: { kind: 'open' } });
  await at(12);
  await resumeSchedule(operator, { id, reason: '' });
  await at(61);
  await planSlots();
  expect(await minutes('missed')).toEqual([20, 30, 40]);
});

it('a freeze that kept nothing back says nothing of a slot that is late after it', async () => {
  const freeze = await startFreeze(operator, { scope: 'team', teamId, reason: 'Outage.' });
  await at(12);
  await liftFreeze(operator, { id: freeze.id, reason: '' });
  await at(61);
  await planSlots();
  expect(await minutes('missed')).toEqual([20, 30, 40]);
});

it.each([
  ['while no worker was up', async () => {}],
  ['after a worker settled what it held back', settleFrozen],
])('a freeze lifted %s makes up for an extra run of what runs after its runs', async (_, settle) => {
  await at(0);
  ({ id } = await makeSchedule(teamId, { ...FIELDS, expression: 'after(8 minutes)' }));
  const extra = new Date(NOON + 5 * MINUTE);
  await dueRuns(id, 1, { origin: 'extra', slotAt: extra, nominalAt: extra, dueAt: extra });
  await upAt(1);
  const freeze = await startFreeze(operator, { scope: 'team', teamId, reason: 'Outage.' });
  await at(14);
  await settle();
  await liftFreeze(operator, { id: freeze.id, reason: '' });
  await at(21);
  await keepLane(environmentId);
  expect(await minutes(null)).toEqual([5]);
  await deliver();
  expect(await minutes('succeeded')).toEqual([5]);
});
