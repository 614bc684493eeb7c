import { randomUUID } from 'node:crypto';
import { act } from './actions';
import { arn, inAws, ROLE, statesInAws, unique } from './schedules';
import { demo, expect, rows, signInByHand, test } from './support';

type Answer = {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  body: any;
};

/** Asks the API over HTTP by a token. */
const apiBy =
  (token: string) =>
  async (
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = await fetch(`${demo().web}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  };

test('a schedule lives from one call to its tombstone through the API alone, in AWS and in the audit', async ({
  request,
}) => {
  test.setTimeout(120_000);
  const name = unique('Told to the API');
  await signInByHand(request, 'editor');
  const made = await act<{ value: { token: string } }>(request, 'tokens/create', {
    name: unique('story'),
    role: 'editor',
    scope: 'write',
    teamId: null,
    environmentId: null,
    days: 1,
  });
  const api = apiBy(made.value.token);
  const definition = {
    name,
    team: 'Finance',
    timing: { expression: 'cron(30 6 1 1 ? *)' },
    timeZone: 'Europe/Berlin',
    targets: [{ kind: 'sqs', arn: arn('sqs', 'statements'), roleArn: ROLE }],
    payload: { month: 'May' },
  };
  const key = { 'idempotency-key': randomUUID() };
  let at = '';
  const read = async () => (await api('GET', at)).body;

  await test.step('one call creates it, and the same call again is the same schedule', async () => {
    const created = await api('POST', '/schedules', definition, key);
    expect([created.status, created.headers.get('etag')]).toEqual([201, '"1"']);
    at = `/schedules/${created.body.id}`;
    const again = await api('POST', '/schedules', definition, key);
    expect([again.status, again.body]).toEqual([201, created.body]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await api('POST', '/schedules', { ...definition, owner: 'Somebody' }, key);
    expect(other.status).toBe(422);
    const { body } = await api('GET', `/schedules?name=${encodeURIComponent(name)}`);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([created.body.id]);
  });

  const id = at.split('/').at(-1) ?? '';
  const live = () => expect.poll(async () => (await read()).sync.status).toBe('live');

  await test.step('it is read back until it is live in AWS, which has it', async () => {
    await live();
    expect(await inAws(id)).toMatchObject([
      { State: 'ENABLED', ScheduleExpression: 'cron(30 6 1 1 ? *)', Target: { Input: '{"month":"May"}' } },
    ]);
  });

  await test.step('it is changed at the version that was read, and at no other', async () => {
    const patch = { timing: { expression: 'cron(45 7 1 1 ? *)' } };
    const changed = await api('PATCH', at, patch, { 'if-match': '"1"' });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    const late = await api('PATCH', at, { owner: 'Somebody' }, { 'if-match': '"1"' });
    expect([late.status, late.body.currentVersion]).toEqual([412, 2]);
    await live();
    expect(await inAws(id)).toMatchObject([{ ScheduleExpression: 'cron(45 7 1 1 ? *)' }]);
  });

  await test.step('it is paused and resumed', async () => {
    expect((await api('POST', `${at}/pause`, { reason: 'Deployment' })).status).toBe(200);
    await expect.poll(() => statesInAws(id)).toEqual(['DISABLED']);
    expect((await read()).state).toMatchObject({ is: 'paused', reason: 'Deployment' });
    expect((await api('POST', `${at}/resume`, {})).status).toBe(200);
    await expect.poll(() => statesInAws(id)).toEqual(['ENABLED']);
  });

  await test.step('it is run now, and its run is seen to end', async () => {
    const asked = await api('POST', `${at}/run`, { reason: 'To see it run' });
    expect(asked.status).toBe(202);
    const [run] = asked.body.runs;
    const state = async () => (await api('GET', `/runs/${run}`)).body.state;
    await expect.poll(state, { timeout: 30_000 }).toBe('delivered');
    const { body } = await api('GET', `/runs/${run}`);
    expect(body).toMatchObject({ schedule: { id, name }, origin: 'manual', attempts: 1 });
    expect(body.endedAt).not.toBeNull();
  });

  await test.step('it is deleted, and its tombstone stays', async () => {
    expect((await api('DELETE', at, { reason: 'The story is over' })).status).toBe(200);
    await expect.poll(() => statesInAws(id)).toEqual([]);
    expect((await read()).state.is).toBe('deleted');
  });

  await test.step('the audit tells all of it, each act under its request', async () => {
    const told = await rows<{ action: string; actor: string }>(
      `SELECT action, actor_type AS actor FROM schedule_audit
        WHERE schedule_id = $1 AND action <> 'schedule.sync' ORDER BY seq`,
      [id],
    );
    expect(told).toEqual(
      ['create', 'update', 'pause', 'resume', 'delete'].map((what) => ({
        action: `schedule.${what}`,
        actor: 'token',
      })),
    );
  });

  await test.step('what the API has not is told in JSON', async () => {
    const unknown = await api('GET', '/no/such/thing');
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(unknown.body).toMatchObject({ status: 404, requestId: unknown.headers.get('x-request-id') });
    const wrong = await api('DELETE', '/schedules');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD']);
    expect(wrong.body).toMatchObject({ status: 405, detail: expect.stringContaining('GET, POST') });
  });
});
