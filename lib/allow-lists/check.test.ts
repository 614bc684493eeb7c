import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Permission, Right } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { newId } from '@/lib/id';
import { makeSchedule, makeTeam, ROLE_ARN, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { auditRows, stateOf } from '@/lib/local/test-rows';
import { assignSchedule } from '@/lib/schedules/assign';
import { createSchedule, updateSchedule } from '@/lib/schedules/commands';
import { formFromSchedule, toInput } from '@/lib/schedules/form';
import { loadLocked } from '@/lib/schedules/load';
import { getSchedule } from '@/lib/schedules/queries';
import { restoreSchedule } from '@/lib/schedules/restore';
import { deleteSchedule, pauseSchedule } from '@/lib/schedules/state-commands';
import { assertAims } from './check';
import { addEntry } from './commands';

let product: TestProduct;
let [crm, payments] = ['', ''];
const editor = contextOf('editor');
const admin = contextOf('administrator');
const reason = 'Asked for';
/** The environment's own. */
const QUEUE = 'arn:aws:sqs:eu-central-1:000000000000:rota-dead-letters';

beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_DEAD_LETTER_QUEUE_ARN: QUEUE } });
  await currentEnvironment();
  [crm, payments] = [await makeTeam(), await makeTeam()];
});
afterAll(() => product?.stop());
afterEach(() => db().allowedArn.deleteMany());

const allow = (kind: 'target' | 'role', pattern: string, teamId: string | null) =>
  addEntry(admin, { kind, pattern, teamId, environmentId: null, reason });

const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

const made = (target: object, teamId = crm, who = editor) =>
  createSchedule(who, { schedule: scheduleFields(teamId, { targets: [target] }) });

/** A schedule as its form holds it, with other fields in its first target. */
async function edit(id: string, change: object, who: Context = editor, fields: object = {}) {
  const schedule = toInput(formFromSchedule(await getSchedule(editor, id)));
  const [first, ...rest] = schedule.targets;
  const { generation } = await getSchedule(editor, id);
  return updateSchedule(who, {
    id,
    generation,
    schedule: { ...schedule, targets: [{ ...first, ...change }, ...rest], ...fields },
  });
}

const refusal = (path: string, message: RegExp) => ({
  code: 'invalid',
  fields: [{ path: `schedule.targets.0.${path}`, message: expect.stringMatching(message) }],
});

describe('a target of a schedule', () => {
  it('is refused with what only another team has on its list, and nothing is written', async () => {
    await allow('role', role('payments-*'), payments);
    const before = await stateOf(product.database);
    const team = await db().team.findUniqueOrThrow({ where: { id: payments } });
    await expect(made({ ...TARGETS.sqs, roleArn: role('payments-1') })).rejects.toMatchObject(
      refusal('roleArn', new RegExp(`^This role belongs to team ${team.name}\\.`)),
    );
    expect(await stateOf(product.database)).toEqual(before);
    await made({ ...TARGETS.sqs, roleArn: role('crm-1') });
    await made({ ...TARGETS.sqs, roleArn: role('payments-1') }, payments);
  });

  it('is refused with it in another environment of the same account too, and in another version', async () => {
    const near = await db().environment.create({
      data: { id: newId(), name: 'Near', groupName: 'near', ...TEST_PLACE },
    });
    const inNear = (target: object) =>
      createSchedule(editor, {
        schedule: scheduleFields(crm, { targets: [target] }),
        environmentId: near.id,
      });
    const environmentId = (await currentEnvironment()).id;
    await addEntry(admin, {
      kind: 'role',
      pattern: role('payments-*'),
      teamId: payments,
      environmentId,
      reason,
    });
    await expect(inNear({ ...TARGETS.sqs, roleArn: role('payments-1') })).rejects.toMatchObject(
      refusal('roleArn', /^This role belongs to team/),
    );
    await allow('target', TARGETS.lambda.arn, payments);
    for (const arn of [TARGETS.lambda.arn, `${TARGETS.lambda.arn}:$LATEST`, `${TARGETS.lambda.arn}:live`])
      await expect(inNear({ ...TARGETS.lambda, arn })).rejects.toMatchObject(
        refusal('arn', /^This target belongs to team/),
      );
    await inNear(TARGETS.sqs);
  });

  it('is refused without the name of a team that its author may not read', async () => {
    const team = await makeTeam();
    await allow('role', role('payments-*'), payments);
    await allow('role', role('payments-1'), team);
    const { name } = await db().team.findUniqueOrThrow({ where: { id: team } });
    const local = contextOf('editor', { teamId: crm, environmentId: null });
    const target = { ...TARGETS.sqs, roleArn: role('payments-1') };
    await expect(made(target, crm, local)).rejects.toMatchObject(
      refusal('roleArn', /^This role belongs to other teams\. Choose another role/),
    );
    const reader = { role: 'viewer', rights: [], teamId: team, environmentId: null, group: 'x' } as const;
    if (local.actor.type !== 'user') throw new Error('The editor is a person.');
    const both = { ...local, actor: { ...local.actor, grants: [...local.actor.grants, reader] } };
    await expect(made(target, crm, both)).rejects.toMatchObject(
      refusal('roleArn', new RegExp(`^This role belongs to team ${name} and to another team\\.`)),
    );
  });

  it('is refused with what is not on its team’s list, also of an administrator, and shows what is', async () => {
    for (const service of ['lambda', 'sns', 'sqs', 'ecs'])
      await allow('target', `arn:aws:${service}:*:x`, crm);
    await expect(made(TARGETS.sqs, crm, admin)).rejects.toMatchObject(
      refusal(
        'arn',
        /not in the allow-list of targets for .* in Test\. .* one of: arn:aws:sqs:\*:x, .* and 1 more\.$/,
      ),
    );
    await made(TARGETS.sqs, payments);
  });

  it('is held to the list with its task definition and its dead-letter queue too', async () => {
    await allow('target', TARGETS.ecs.arn, crm);
    await expect(made(TARGETS.ecs)).rejects.toMatchObject(
      refusal('taskDefinition', /^This task definition is not/),
    );
    await allow('target', 'arn:aws:ecs:*:task-definition/nightly-*', crm);
    await made(TARGETS.ecs);
    const parameters = { EcsParameters: { TaskDefinitionArn: 'arn:aws:ecs:x', Group: 'night' } };
    const other = { ...TARGETS.other, arn: TARGETS.ecs.arn, parameters: JSON.stringify(parameters) };
    await expect(made(other)).rejects.toMatchObject(refusal('parameters', /^This task definition is not/));
    const deadLetterArn = 'arn:aws:sqs:eu-central-1:000000000000:dead-letters';
    const withQueue = { ...TARGETS.ecs, deadLetterArn };
    await expect(made(withQueue)).rejects.toMatchObject(
      refusal('deadLetterArn', /^This dead-letter queue is not/),
    );
    await made({ ...TARGETS.ecs, deadLetterArn: QUEUE });
  });

  it('that is there stays through a list that came later, until its ARN or role changes', async () => {
    const { id } = await made(TARGETS.sqs);
    await allow('role', role('new-*'), crm);
    await pauseSchedule(editor, { id, reason });
    await edit(id, { input: '{"what":"else"}' }, editor, { expression: 'cron(0 10 * * ? *)' });
    const queue = TARGETS.sqs.arn.replace('statements', 'others');
    await expect(edit(id, { arn: queue })).rejects.toMatchObject(refusal('roleArn', /not in the allow-list/));
    await expect(edit(id, { roleArn: role('old') })).rejects.toMatchObject(
      refusal('roleArn', /not in the allow-/),
    );
    await edit(id, { arn: queue, roleArn: role('new-1') });
  });

  it('that stays is not refused for one that is new beside it', async () => {
    const { id } = await made(TARGETS.sqs);
    await allow('target', TARGETS.sns.arn, crm);
    await allow('target', TARGETS.sns.deadLetterArn, crm);
    const { generation, targets } = await getSchedule(editor, id);
    const kept = { ...TARGETS.sqs, id: targets[0]?.id };
    const schedule = scheduleFields(crm, { targets: [kept, TARGETS.sns] });
    await updateSchedule(editor, { id, generation, schedule });
  });

  it('is looked at when its schedule goes to another team, by itself or with others', async () => {
    const { id, generation } = await made(TARGETS.sqs);
    await allow('role', ROLE_ARN, crm);
    const moved = { id, reason, teamId: payments };
    await expect(assignSchedule(admin, moved)).rejects.toMatchObject(refusal('roleArn', /belongs to team/));
    await expect(assignSchedule(admin, moved)).rejects.toThrow(/^Target 1: This role belongs/);
    await expect(edit(id, {}, admin, { teamId: payments })).rejects.toMatchObject(
      refusal('roleArn', /belongs to/),
    );
    await assignSchedule(admin, { id, reason, owner: 'Somebody else' });
    const { generation: now } = await db().schedule.findUniqueOrThrow({ where: { id } });
    expect(now).toBe(generation + 1);
  });

  it('is looked at when its schedule comes back, deleted or from another team', async () => {
    const earlier = (teamId: string) => ({
      state: 'on',
      stateReason: null,
      pauseUntil: null,
      missedAt: null,
      teamId,
      owner: 'Finance',
      tags: [],
    });
    const { id } = await made(TARGETS.sqs);
    const { name } = await getSchedule(editor, id);
    const { generation } = await deleteSchedule(editor, { id, reason, confirmName: name });
    await allow('role', ROLE_ARN, payments);
    const back = { id, generation, reason, before: earlier(crm) };
    await expect(restoreSchedule(editor, back)).rejects.toMatchObject(refusal('roleArn', /belongs to team/));
    await db().allowedArn.deleteMany();
    const again = await restoreSchedule(editor, back);
    await allow('role', ROLE_ARN, crm);
    const away = { id, generation: again.generation, reason, before: earlier(payments) };
    await expect(restoreSchedule(editor, away)).rejects.toMatchObject(refusal('roleArn', /belongs to team/));
  });
});

/** Holds targets with their stored inputs to the lists, as they would be after a change that writes them so. */
const checked = (id: string, changed: object) =>
  db().$transaction(async (tx) => {
    const before = await loadLocked(tx, id);
    const targets = before.targets.map((target) => ({ ...target, ...changed }));
    await assertAims(tx, editor, before, { ...before, targets });
  });

describe('the command of a container', () => {
  const input = (command: string, more = {}) =>
    JSON.stringify({ containerOverrides: [{ name: 'app', command: [command], ...more }] });
  const withRight = (teamId: string): Context => {
    if (editor.actor.type !== 'user') throw new Error('The editor is a person.');
    const rights: Right[] = ['target.override-command'];
    const grant = { role: 'viewer', rights, teamId, environmentId: null, group: 'x' } as const;
    return { ...editor, actor: { ...editor.actor, grants: [...editor.actor.grants, grant] } };
  };
  const forbidden = { code: 'forbidden', status: 403, ...{ fields: [{ path: 'schedule.targets.0.input' }] } };
  const denials = async (permission: Permission) =>
    (await auditRows(product.database, 'activity')).filter(
      ({ outcome, subject }) => outcome === 'denied' && subject === permission,
    ).length;

  it('is overridden by whoever has the right there, and nobody else, which is recorded', async () => {
    const target = { ...TARGETS.ecs, input: input('run') };
    const denied = await denials('schedule.create');
    await expect(made(target)).rejects.toMatchObject(forbidden);
    await expect(made(target, crm, withRight(payments))).rejects.toThrow(/“Override commands”/);
    expect(await denials('schedule.create')).toBe(denied + 2);
    await made(target, crm, withRight(crm));
    await made(target, crm, admin);
  });

  it('that is there stays while other things change, and is asked for again when it changes', async () => {
    const { id } = await made({ ...TARGETS.ecs, input: input('run') }, crm, admin);
    await edit(id, { input: input('run', { environment: [] }), taskCount: 2 });
    await expect(edit(id, { input: input('stop') })).rejects.toMatchObject(forbidden);
    await expect(edit(id, { id: undefined })).rejects.toMatchObject(forbidden);
    await edit(id, { input: '{"containerOverrides":[{"name":"app","environment":[]}]}' });
  });

  it('needs the right of the team that its schedule goes to', async () => {
    const { id } = await made({ ...TARGETS.ecs, input: input('run') }, crm, withRight(crm));
    await expect(assignSchedule(withRight(crm), { id, reason, teamId: payments })).rejects.toMatchObject(
      forbidden,
    );
    await assignSchedule(withRight(payments), { id, reason, teamId: payments });
  });

  it('can not be brought in behind a secret field of a target that was of another kind', async () => {
    const secretFields = ['/containerOverrides'];
    const input = '{"containerOverrides":[{"name":"app","command":["run"]}]}';
    const { id, generation } = await made({ ...TARGETS.sqs, input, secretFields });
    const [stored] = (await getSchedule(editor, id)).targets;
    expect(stored?.input).not.toContain('command');
    const target = { ...TARGETS.ecs, id: stored?.id, input: stored?.input, secretFields };
    const schedule = scheduleFields(crm, { targets: [target] });
    await expect(updateSchedule(editor, { id, generation, schedule })).rejects.toMatchObject(
      refusal('input', /^Enter the value of \/containerOverrides again/),
    );
    const { kind, arn } = TARGETS.ecs;
    await expect(checked(id, { kind, arn })).rejects.toMatchObject(forbidden);
  });
});

describe('the role of a task', () => {
  const hidden = '{"Overrides":{"TaskRoleArn":"arn:aws:iam::000000000000:role/other"}}';
  const secretFields = ['/Overrides'];

  it('can not be overridden behind a secret field of a call that was another one', async () => {
    const call = (name: string) => ({
      ...TARGETS.other,
      arn: `arn:aws:scheduler:::aws-sdk:${name}`,
      parameters: '',
      input: hidden,
      secretFields,
    });
    const { id, generation } = await made(call('sqs:sendMessage'));
    const [stored] = (await getSchedule(editor, id)).targets;
    const target = { ...call('ecs:runTask'), id: stored?.id, input: stored?.input };
    const schedule = scheduleFields(crm, { targets: [target] });
    await expect(updateSchedule(admin, { id, generation, schedule })).rejects.toMatchObject(
      refusal('input', /^Enter the value of \/Overrides again/),
    );
    await expect(checked(id, { arn: target.arn })).rejects.toMatchObject(
      refusal('input', /may not override the role of the task/),
    );
  });

  it('that was overridden before that was refused stays through changes of something else', async () => {
    const { id } = await made(TARGETS.ecs);
    await db().target.updateMany({ where: { scheduleId: id }, data: { input: '{"taskRoleArn":"x"}' } });
    await assignSchedule(editor, { id, reason, owner: 'Somebody else' });
    await expect(assignSchedule(editor, { id, reason, teamId: payments })).rejects.toMatchObject(
      refusal('input', /may not override the role of the task/),
    );
  });

  it.each([
    ['for another', '{"taskRoleArn":"x"}', { input: '{"taskRoleArn":"y"}' }],
    ['beside a field that stands twice', '{"a":1,"a":2}', { input: '{"a":1,"a":2,"taskRoleArn":"y"}' }],
    ['of another cluster', '{"taskRoleArn":"x"}', { arn: TARGETS.ecs.arn.replace('default', 'other') }],
  ])('that was overridden before is no reason to override it %s', async (_, input, change) => {
    const { id } = await made(TARGETS.ecs);
    await db().target.updateMany({ where: { scheduleId: id }, data: { input } });
    await checked(id, {});
    await expect(checked(id, change)).rejects.toMatchObject(
      refusal('input', /may not override the role of the task|names a field twice/),
    );
  });
});

it('a schedule without lists is made as before', async () => {
  await makeSchedule(crm, { targets: Object.values(TARGETS) });
});
