import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { newId } from '@/lib/id';
import { makeSchedule, makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { ACTORS, contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { auditRows, stateOf } from '@/lib/local/test-rows';
import { deleteSchedule } from '@/lib/schedules/state-commands';
import { aimsOf } from './aims';
import { addEntry, removeEntry } from './commands';
import { previewAdd, previewRemove } from './consequences';
import { entriesForForm, listEntries } from './queries';

let product: TestProduct;
let [crm, payments] = ['', ''];
let environmentId: string;
/** The environment's own. */
const QUEUE = 'arn:aws:sqs:eu-central-1:000000000000:rota-dead-letters';
const admin = contextOf('administrator');
const reason = 'Asked for';

beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_DEAD_LETTER_QUEUE_ARN: QUEUE } });
  environmentId = (await currentEnvironment()).id;
  [crm, payments] = [await makeTeam(), await makeTeam()];
});
afterAll(() => product?.stop());
afterEach(() => db().allowedArn.deleteMany());

const entry = (pattern: string, fields: object = {}) => ({
  kind: 'target',
  pattern,
  teamId: crm,
  environmentId: null,
  ...fields,
});
const add = (pattern: string, fields: object = {}) => addEntry(admin, { ...entry(pattern, fields), reason });
const rowsOf = async (action: string) =>
  (await auditRows(product.database, 'activity')).filter((row) => row.action === action);

describe('an entry', () => {
  it('is added, shown and removed, each with an audit row that says why', async () => {
    const { id } = await add('arn:aws:sqs:*', { environmentId });
    const { name } = await db().team.findUniqueOrThrow({ where: { id: crm } });
    const place = { team: name, environment: 'Test' };
    expect(await listEntries(admin)).toEqual([
      {
        id,
        kind: 'target',
        pattern: 'arn:aws:sqs:*',
        ...place,
        production: false,
        at: expect.any(Date),
        by: 'The administrator',
      },
    ]);
    const shown = { kind: 'target', pattern: 'arn:aws:sqs:*', teamId: crm, environmentId, ...place };
    const [added] = await rowsOf('allow-list.add');
    expect(added).toMatchObject({ subject: 'arn:aws:sqs:*', reason });
    expect(JSON.parse(added?.body ?? '').details).toEqual({ entry: id, after: shown });
    await removeEntry(admin, { id, reason: 'Not needed' });
    expect(await listEntries(admin)).toEqual([]);
    const [removed] = await rowsOf('allow-list.remove');
    expect(removed).toMatchObject({ subject: 'arn:aws:sqs:*', reason: 'Not needed' });
    expect(JSON.parse(removed?.body ?? '').details).toEqual({ entry: id, before: shown });
    await expect(removeEntry(admin, { id, reason })).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([
    ['no pattern', { pattern: ' ' }, 'pattern'],
    ['a pattern that is no ARN', { pattern: 'role/payments-*' }, 'pattern'],
    ['a pattern with a blank', { pattern: 'arn:aws: sqs' }, 'pattern'],
    ['a pattern that is too long', { pattern: `arn:${'a'.repeat(1_600)}` }, 'pattern'],
    ['a kind that is none', { kind: 'queue' }, 'kind'],
    ['no reason', { reason: '' }, 'reason'],
    ['a team that is not there', { teamId: '0000000000000000' }, 'teamId'],
    ['an environment that is not there', { environmentId: '0000000000000000' }, 'environmentId'],
  ])('is refused with %s, and nothing is written', async (_, fields, path) => {
    const before = await stateOf(product.database);
    await expect(addEntry(admin, { ...entry('*'), reason, ...fields })).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path }],
    });
    expect(await stateOf(product.database)).toEqual(before);
  });

  it('is there once in a place, also for all teams and environments', async () => {
    await add('*', { teamId: null });
    await expect(add('*', { teamId: null })).rejects.toThrow('This is allowed there already.');
    await add('*', { kind: 'role', teamId: null });
    await add('*');
  });

  it('is the business of administrators of everything alone', async () => {
    const local = contextOf('administrator', { teamId: crm, environmentId: null });
    for (const context of [...ACTORS.slice(0, 3), 'anonymous' as const]
      .map((who) => contextOf(who))
      .concat(local)) {
      await expect(addEntry(context, { ...entry('*'), reason })).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|unauthenticated/),
      });
      await expect(listEntries(context)).rejects.toThrow();
      await expect(previewAdd(context, entry('*'))).rejects.toThrow();
    }
  });

  it('is told to a form only where its team may be read', async () => {
    await add('arn:a');
    await add('arn:b', { teamId: payments });
    await add('arn:c', { teamId: null });
    const patterns = async (context = admin) => (await entriesForForm(context)).map(({ pattern }) => pattern);
    expect(await patterns()).toEqual(['arn:a', 'arn:b', 'arn:c']);
    expect(await patterns(contextOf('editor', { teamId: crm, environmentId }))).toEqual(['arn:a', 'arn:c']);
  });
});

describe('a preview', () => {
  it('counts what fits and what would be refused from now on, and names the first', async () => {
    const own = await makeSchedule(crm, { name: 'B', targets: [TARGETS.sqs, TARGETS.sns, TARGETS.ecs] });
    const theirs = await makeSchedule(payments, { name: 'A', targets: [TARGETS.sqs, TARGETS.fifo] });
    const gone = await makeSchedule(payments, { name: 'C' });
    await deleteSchedule(admin, { id: gone.id, reason, confirmName: 'C' });
    const pattern = TARGETS.sqs.arn.replace('statements', 'st?tements');
    const names = async (teamId: string) =>
      (await db().team.findUniqueOrThrow({ where: { id: teamId } })).name;
    const found = await previewAdd(admin, entry(pattern));
    expect(found).toMatchObject({ fitting: 1, losing: 3 });
    expect(found.examples).toEqual([
      { id: theirs.id, name: 'A', team: await names(payments), environment: 'Test', arn: TARGETS.sqs.arn },
      expect.objectContaining({ id: own.id, name: 'B', team: await names(crm) }),
    ]);
    expect(await previewAdd(admin, entry('*'))).toMatchObject({ fitting: 3, losing: 2 });
    expect(await previewAdd(admin, entry('*', { teamId: null }))).toMatchObject({ fitting: 5, losing: 0 });
    expect(await previewAdd(admin, entry(ROLE_ARN, { kind: 'role' }))).toMatchObject({
      fitting: 3,
      losing: 2,
    });

    const { id } = await add(pattern);
    await add('*');
    expect(await previewRemove(admin, { id })).toMatchObject({ fitting: 1, losing: 0 });
    const [all] = await db().allowedArn.findMany({ where: { pattern: '*' } });
    expect(await previewRemove(admin, { id: all?.id })).toMatchObject({ fitting: 3, losing: 2 });
    await expect(previewRemove(admin, { id: '0000000000000000' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('counts what it takes away in another environment of the same account too', async () => {
    const [team, other] = [await makeTeam(), await makeTeam()];
    const data = { id: newId(), name: 'Near', groupName: 'near', ...TEST_PLACE };
    const near = await db().environment.create({ data });
    const arn = TARGETS.lambda.arn.replace('send', 'near');
    const { id } = await makeSchedule(team, { targets: [{ ...TARGETS.lambda, arn }] }, near.id);
    const found = await previewAdd(admin, entry(`${arn}:live`, { teamId: other, environmentId }));
    expect(found).toMatchObject({ fitting: 0, losing: 1, examples: [{ id, environment: 'Near', arn }] });
  });

  it('names ten schedules at most', async () => {
    const team = await makeTeam();
    for (let i = 10; i < 22; i += 1) await makeSchedule(team, { name: `Many ${i}` });
    const found = await previewAdd(admin, entry('arn:nothing', { teamId: team }));
    expect(found).toMatchObject({ fitting: 0, losing: 12 });
    expect(found.examples.map(({ name }) => name)).toEqual(
      Array.from({ length: 10 }, (_, i) => `Many ${i + 10}`),
    );
  });

  it('reads of every kind of target what a save looks at', async () => {
    const team = await makeTeam();
    const task = { EcsParameters: { TaskDefinitionArn: 'arn:aws:ecs:x:task-definition/y', Group: 'g' } };
    const targets = [
      ...Object.values(TARGETS),
      { ...TARGETS.other, arn: TARGETS.ecs.arn, parameters: JSON.stringify(task) },
      { ...TARGETS.lambda, deadLetterArn: QUEUE },
    ];
    const { id } = await makeSchedule(team, { targets });
    const stored = await db().target.findMany({ where: { scheduleId: id } });
    const aims = stored.flatMap((target) => aimsOf(target, QUEUE));
    for (const arn of new Set(aims.map((aim) => aim.arn))) {
      const kind = arn === ROLE_ARN ? 'role' : 'target';
      const fitting = stored.filter((target) => aimsOf(target, QUEUE).some((aim) => aim.arn === arn)).length;
      expect(await previewAdd(admin, entry(arn, { kind, teamId: team }))).toMatchObject({ fitting });
    }
    expect(await previewAdd(admin, entry(QUEUE, { teamId: team }))).toMatchObject({ fitting: 0 });
  });
});
