import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { apiBy, tokenOf } from '@/lib/local/test-api';
import { makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows } from '@/lib/local/test-rows';
import { signedIn } from '@/lib/local/test-session';
import { getSchedule } from '@/lib/schedules/queries';
import { readSchedule } from '@/lib/schedules/read-schedule';

let product: TestProduct;
let api: ReturnType<typeof apiBy>;
let team: string;

beforeAll(async () => {
  product = await startTestProduct({
    aws: true,
    env: {
      ROTA_DISPATCH_QUEUE_ARN: 'arn:aws:sqs:eu-central-1:000000000000:rota-dispatch',
      ROTA_DISPATCH_ROLE_ARN: TARGETS.sqs.roleArn,
    },
  });
  const { name } = await db().team.findUniqueOrThrow({ where: { id: await makeTeam() } });
  team = name;
  api = apiBy(await tokenOf('editor'));
});
afterAll(() => product?.stop());

const { arn, roleArn } = TARGETS.sqs;
const target = { kind: 'sqs', arn, roleArn };
const create = (more: object) => api('POST', '/schedules', { team, targets: [target], ...more });
const read = async (id: string) => (await api('GET', `/schedules/${id}`)).body;

const SYNC = ['syncStatus', 'syncError', 'syncErrorCode', 'checkedAt', 'unknownSince'];
const omit = (from: object, names: string[]) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));

describe('a schedule through the API alone', () => {
  it('is created by a name, a team, when and what: now, once, and again and again', async () => {
    const jobs: [object, RegExp][] = [
      [{ timing: 'now' }, /^at\(/],
      [{ timing: { once: '2099-03-01T09:00:00Z' } }, /^at\(2099-03-01T09:00:00\)$/],
      [{ timing: { daily: '09:00' }, timeZone: 'Europe/London' }, /^cron\(0 9 \* \* \? \*\)$/],
      [{ timing: { weekly: { days: ['monday'], at: '09:00' } } }, /^cron\(0 9 \? \* MON \*\)$/],
      [{ timing: { expression: 'rate(5 minutes)' } }, /^rate\(5 minutes\)$/],
    ];
    for (const [n, [said, expression]] of jobs.entries()) {
      const made = await create({ name: `Job ${n}`, payload: { what: 'statements' }, ...said });
      expect([made.status, made.body]).toEqual([201, expect.objectContaining({ generation: 1 })]);
      expect(made.headers.get('etag')).toBe('"1"');
      const schedule = await read(made.body.id);
      expect(schedule.timing.expression).toMatch(expression);
      expect(schedule).toMatchObject({
        state: { is: 'on' },
        team: { name: team },
        targets: [{ kind: 'sqs', input: '{"what":"statements"}', retryAttempts: 3, maxAgeSeconds: 3600 }],
      });
    }
  });

  it('is read, changed in a part, replaced, paused, resumed, run and deleted, each with its audit row', async () => {
    const { body } = await create({ name: 'Story', timing: { daily: '09:00' } });
    const at = `/schedules/${body.id}`;
    const definition = (await api('GET', `${at}/definition`)).body;
    expect(definition).toMatchObject({ name: 'Story', team, timing: { daily: ['09:00'] }, timeZone: 'UTC' });

    const patched = await api('PATCH', at, { timing: { daily: '10:00' } }, { 'if-match': '"1"' });
    expect([patched.status, patched.body.generation]).toEqual([200, 2]);
    const late = await api('PATCH', at, { owner: 'Somebody' }, { 'if-match': '"1"' });
    expect([late.status, late.body.currentVersion]).toEqual([412, 2]);
    expect((await api('GET', `${at}/definition`)).body).toEqual({
      ...definition,
      timing: { daily: ['10:00'] },
      targets: [{ ...definition.targets[0] }],
    });

    const replaced = await api('PUT', at, { ...definition, description: 'Again' });
    expect([replaced.status, replaced.body.generation]).toEqual([200, 3]);
    const { targets } = await read(body.id);
    expect(targets[0].id).toBe(definition.targets[0].id);

    expect((await api('POST', `${at}/pause`, { reason: 'Deployment' })).status).toBe(200);
    expect((await api('POST', `${at}/resume`, {})).status).toBe(200);
    expect((await api('POST', `${at}/disable`, { reason: 'Over' })).status).toBe(200);
    expect((await api('POST', `${at}/enable`, {})).status).toBe(200);
    const ran = await api('POST', `${at}/run`, {});
    expect([ran.status, ran.body.runs]).toEqual([202, [expect.any(String)]]);
    expect((await api('POST', `${at}/run-at`, { inSeconds: 3600 })).status).toBe(202);
    expect((await api('DELETE', at, { reason: 'Not needed' })).status).toBe(200);
    expect((await read(body.id)).state.is).toBe('deleted');
    expect((await api('DELETE', at, { reason: 'Not needed' })).status).toBe(404);

    const actions = (await auditRows(product.database, 'schedule'))
      .filter((row) => JSON.parse(row.body).subject === 'Story' || row.subject === 'Story')
      .map(({ action }) => action)
      .filter((action) => action !== 'schedule.sync');
    expect(actions).toEqual([
      'schedule.create',
      'schedule.update',
      'schedule.update',
      'schedule.pause',
      'schedule.resume',
      'schedule.disable',
      'schedule.enable',
      'schedule.delete',
    ]);
  });

  it('is told of as its page tells of it', async () => {
    const viewer = await signedIn('viewer');
    const secret = { ...target, input: { token: 'hunter2' }, secretFields: ['/token'] };
    const { body } = await create({
      name: 'Told',
      timing: { every: { value: 1, unit: 'hour' } },
      targets: [secret],
    });
    await api('POST', `/schedules/${body.id}/pause`, {
      reason: 'Deployment',
      until: { kind: 'hours', hours: 2 },
    });
    await db().awsSchedule.updateMany({ where: { scheduleId: body.id }, data: { generation: 2 } });
    const {
      sync,
      clock,
      freezes,
      targets,
      calendars,
      team: of,
      environment,
      ...page
    } = await getSchedule(viewer, body.id);
    const read = await readSchedule(viewer, body.id);
    expect(page).toMatchObject(
      omit(read, ['frozen', 'nextRunAt', 'targets', 'calendars', 'team', 'environment', ...SYNC]),
    );
    expect(read.targets[0]).toEqual(omit(targets[0] ?? {}, ['scheduleId', 'position']));
    expect(read.targets[0]?.input).not.toContain('hunter2');
    expect(read).toMatchObject({
      frozen: freezes.length > 0,
      nextRunAt: clock?.nextRunAt ?? null,
      calendars,
      team: { id: of.id, name: of.name },
      environment: { id: environment.id, name: environment.name },
      syncStatus: sync?.status,
      syncError: sync?.error,
      syncErrorCode: sync?.errorCode,
      checkedAt: sync?.checkedAt,
      unknownSince: sync?.unknownSince,
    });
  });

  it('that is wrong names each field as it was sent, and nothing is written', async () => {
    const before = await db().schedule.count();
    const refusals: [object, string[]][] = [
      [{ name: '' }, ['name', 'timing']],
      [{ name: 'Wrong', timing: { expression: 'cron(bad)' } }, ['timing']],
      [{ name: 'Wrong', timing: 'now', team: 'Nobody' }, ['team']],
      [{ name: 'Wrong', timing: 'now', environment: 'nowhere' }, ['environment']],
      [{ name: 'Wrong', timing: 'now', calendars: ['No such'] }, ['calendars/0']],
      [{ name: 'Wrong', timing: 'now', timeZone: 'Mars/Base' }, ['timeZone']],
      [{ name: 'Wrong', timing: 'now', targets: [{ kind: 'sqs', arn: 'x', roleArn }] }, ['targets/0/arn']],
      [{ name: 'Wrong', timing: 'now', colour: 'red' }, ['colour']],
      [{ name: 'Wrong', timing: { once: '2001-01-01T00:00:00Z' } }, ['timing']],
    ];
    for (const [said, fields] of refusals) {
      const { status, body } = await create(said);
      expect([said, status]).toEqual([said, 422]);
      const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer.slice(2));
      expect([said, pointers]).toEqual([said, fields]);
    }
    expect(await db().schedule.count()).toBe(before);
  });

  it('with a command that its author may not override is forbidden, and names the target', async () => {
    const input = { containerOverrides: [{ name: 'app', command: ['rm', '-rf', '/'] }] };
    const made = await create({ name: 'Override', timing: 'now', targets: [{ ...TARGETS.ecs, input }] });
    expect([made.status, made.body.errors]).toMatchObject([403, [{ pointer: '#/targets/0/input' }]]);
  });

  it('says what only Rota does, or is refused: nothing is left out in silence', async () => {
    const daily = { timing: { daily: '09:00' } };
    const delivered = async (name: string, said: object) => {
      const { body, status } = await create({ name, ...said });
      expect([name, status, body]).toEqual([name, 201, expect.anything()]);
      const { delivery, policies } = await read(body.id);
      return { delivery, overlap: policies.overlap, id: body.id };
    };
    expect(await delivered('Overlaps', daily)).toMatchObject({ delivery: 'direct', overlap: 'allow' });
    expect(await delivered('Skips', { ...daily, overlap: 'skip' })).toMatchObject({
      delivery: 'through',
      overlap: 'skip',
    });
    expect(await delivered('At once', { timing: 'now' })).toMatchObject({ delivery: 'through' });
    const { id } = await delivered('Flexible', { timing: { once: { inSeconds: 900 } }, flexibleMinutes: 5 });
    const patched = await api('PATCH', `/schedules/${id}`, { overlap: 'skip' });
    expect([patched.status, patched.body.errors[0].pointer]).toEqual([422, '#/overlap']);
  });

  it('stays as it is where its definition is sent back, or another part of it is changed', async () => {
    const own = { targets: [TARGETS.other, TARGETS.ecs, TARGETS.fifo] };
    const universal = {
      arn: 'arn:aws:scheduler:::aws-sdk:glue:startJobRun',
      roleArn,
      kind: 'other',
      input: '{"a": 1}',
    };
    const teamId = (await db().team.findFirstOrThrow({ where: { name: team } })).id;
    const other = await makeTeam();
    const by = { createdBy: 'test', updatedBy: 'test', name: 'Holidays' };
    const everybodys = '0000000000000ev1';
    await db().calendar.createMany({
      data: [
        { id: everybodys, teamId: null, ...by },
        { id: '0000000000000ev2', teamId, ...by },
        { id: '0000000000000ev3', teamId: other, ...by },
      ],
    });
    for (const [n, said] of [
      { timing: { expression: 'cron(00 09 ? * 2-6 *)' }, targets: [...own.targets, universal] },
      { timing: { expression: 'rate(05 minutes)' }, calendars: ['Holidays'] },
      { timing: { daily: '09:00' }, calendars: [everybodys] },
    ].entries()) {
      const made = await create({ name: `Kept ${n}`, ...said });
      expect([made.status, made.body]).toEqual([201, expect.anything()]);
      const at = `/schedules/${made.body.id}`;
      const kept = async () => {
        const { generation: _, updatedAt: __, sync: ___, ...rest } = await read(made.body.id);
        return rest;
      };
      const before = await kept();
      const { body: definition, headers } = await api('GET', `${at}/definition`);
      expect(headers.get('etag')).toBe('"1"');
      expect((await api('PUT', at, definition, { 'if-match': '"1"' })).status).toBe(200);
      expect(await kept()).toEqual(before);
      expect((await api('PATCH', at, { description: 'x' })).status).toBe(200);
      expect(await kept()).toEqual({ ...before, description: 'x' });
      expect((await api('GET', at, undefined, { 'if-match': '"1"' })).status).toBe(412);
      expect((await api('PATCH', at, { payload: { a: 1 } })).body.errors[0].pointer).toBe('#/payload');
    }
  });

  it('has targets that are added, replaced and removed, one by one', async () => {
    const { body } = await create({ name: 'Targets', timing: { daily: '09:00' } });
    const at = `/schedules/${body.id}/targets`;
    const inputs = async () => {
      const { targets } = await read(body.id);
      return targets.map(({ id, input }: { id: string; input: string | null }) => [id, input]);
    };
    const [[first]] = await inputs();
    expect((await api('POST', at, { ...target, input: { n: 2 } }, { 'if-match': '"1"' })).status).toBe(201);
    expect((await api('POST', at, target, { 'if-match': '"1"' })).status).toBe(412);
    expect((await api('PUT', `${at}/${first}`, { ...target, input: { n: 1 } })).status).toBe(200);
    const [, [second]] = await inputs();
    expect(await inputs()).toEqual([
      [first, '{"n":1}'],
      [second, '{"n":2}'],
    ]);
    const wrong = await api('PUT', `${at}/${second}`, { ...target, arn: 'x' });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '#/arn']);
    expect((await api('POST', at, { ...target, id: second })).body.errors[0].pointer).toBe('#/id');
    await db().target.update({ where: { id: first }, data: { roleArn: 'arn:aws:s3:::no-role' } });
    const other = await api('PUT', `${at}/${second}`, target);
    expect([other.status, other.body.errors[0].pointer]).toEqual([422, '#/targets/0/roleArn']);
    await db().target.update({ where: { id: first }, data: { roleArn } });
    expect((await api('DELETE', `${at}/${first}`)).status).toBe(200);
    expect((await api('DELETE', `${at}/${first}`)).status).toBe(404);
    expect((await api('DELETE', `${at}/${second}`)).body.errors[0].pointer).toBe('#/targets');
    expect(await inputs()).toEqual([[second, '{"n":2}']]);
  });

  it('is in the environment of its token, where it names none', async () => {
    const own = await db().environment.findFirstOrThrow();
    const { id: _, ...row } = own;
    const second = await db().environment.create({
      data: { ...row, id: '00000000000sec2d', name: 'Second', groupName: 'second', bucket: null },
    });
    const byPlace = apiBy(await tokenOf('editor', { place: { teamId: null, environmentId: second.id } }));
    const made = await byPlace('POST', '/schedules', {
      name: 'Elsewhere',
      team,
      timing: { daily: '09:00' },
      targets: [target],
    });
    expect([made.status, (await read(made.body.id)).environment.name]).toEqual([201, 'Second']);
  });

  it('stands in lists page by page, by a filter that is read or refused', async () => {
    const ids = [];
    let cursor = '';
    do {
      const { body, status } = await api('GET', `/schedules?limit=2&q=Job&sort=name${cursor}`);
      expect(status).toBe(200);
      ids.push(...body.items.map(({ name }: { name: string }) => name));
      cursor = body.next ? `&cursor=${encodeURIComponent(body.next)}` : '';
    } while (cursor);
    expect(ids).toEqual(['Job 0', 'Job 1', 'Job 2', 'Job 3', 'Job 4']);
    for (const wrong of [
      'limit=0',
      'limit=201',
      'limit=x',
      'name=',
      'managedBy=%00',
      '__proto__=1',
      'state=nonsense',
      'cursor=nonsense',
      'colour=red',
      'state=on&state=paused',
    ])
      expect([wrong, (await api('GET', `/schedules?${wrong}`)).status]).toEqual([wrong, 422]);
  });

  it('says when it would run, and so does any expression', async () => {
    const said = encodeURIComponent('cron(0 9 ? * MON-FRI *)');
    const { body } = await api(
      'GET',
      `/occurrences?expression=${said}&timezone=Europe/London&from=2027-03-26T00:00:00Z&count=2`,
    );
    // The clocks go forward on Sunday, 28 March 2027.
    expect(body.at).toEqual(['2027-03-26T09:00:00.000Z', '2027-03-29T08:00:00.000Z']);
    const { body: made } = await create({ name: 'Times', timing: { expression: 'cron(0 9 * * ? *)' } });
    const times = await api('GET', `/schedules/${made.id}/occurrences?from=2031-01-01T00:00:00Z&count=1`);
    expect(times.body.at).toEqual(['2031-01-01T09:00:00.000Z']);
    expect((await api('GET', '/occurrences?expression=nonsense')).status).toBe(422);
  });
});
