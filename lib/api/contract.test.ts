import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRows } from '@/lib/bulk/run';
import { db } from '@/lib/db';
import { tokenOf } from '@/lib/local/test-api';
import { askEndpoint, endpointOf, type Sent } from '@/lib/local/test-endpoints';
import { makeSchedule, makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { dueRuns } from '@/lib/local/test-runs';
import { ENDPOINTS } from './endpoints';
import { describeApi } from './openapi';

type Answer = Record<string, unknown>;

let product: TestProduct;
let token: string;
/** What each endpoint answered. */
const answers = new Map<string, Answer>();

beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_API_RATE: '1000' } });
  token = await tokenOf('administrator');
});
afterAll(() => product?.stop());

/** Asks an endpoint. @returns what it answered with the status that it says */
async function ask(id: string, sent: Sent = {}): Promise<Answer> {
  const { status, body, headers } = await askEndpoint(token, id, sent);
  const endpoint = endpointOf(id);
  expect({ id, status, body }).toEqual({ id, status: endpoint.status ?? 200, body });
  expect(headers.has('etag')).toBe(endpoint.version !== undefined);
  answers.set(id, body);
  return body;
}

const idOf = (answer: Answer) => ({ id: String(answer.id) });

describe('every endpoint answers as it is described', () => {
  const because = { reason: 'Because' };

  it('of runs', async () => {
    const { id } = await makeSchedule(await makeTeam());
    const [first = '', second = '', third = '', fourth = ''] = await dueRuns(id, 4);
    await ask('listRuns', { query: { schedule: id, state: 'waiting', limit: '2' } });
    await ask('cancelRun', { path: { id: first }, body: because });
    await ask('getRun', { path: { id: first } });
    await db().run.updateMany({ where: { id: first }, data: { state: 'failed' } });
    await ask('redriveRun', { path: { id: first }, body: {} });
    await ask('rerunRun', { path: { id: second }, body: because });
    await db().runQueue.updateMany({ where: { runId: { in: [third, fourth] } }, data: { step: 'watch' } });
    await ask('stopRun', { path: { id: third }, body: because });
    const all = { filter: { schedule: id }, atMost: 10 };
    const counted = { count: expect.any(Number), dryRun: false };
    expect(await ask('endRuns', { body: { ...all, ...because } })).toEqual({ ...counted, count: 1 });
    expect(await ask('cancelRuns', { body: { ...all, dryRun: true } })).toEqual({ count: 3, dryRun: true });
    expect(await ask('cancelRuns', { body: { ...all, ...because } })).toEqual({ ...counted, count: 3 });
    await db().run.updateMany({ where: { scheduleId: id }, data: { state: 'failed', endedBy: null } });
    expect(await ask('redriveRuns', { body: all })).toEqual({ ...counted, count: 5 });
  });

  it('of gates', async () => {
    const { id } = await makeSchedule(await makeTeam());
    await ask('getSchedule', { path: { id } });
    const gate = { name: 'Billing', ratePerSecond: 2, burst: 5 };
    const path = idOf(await ask('createGate', { body: { ...gate, environment: 'Test' } }));
    await ask('replaceGate', { path, body: { ...gate, description: 'The old system' } });
    await ask('closeGate', { path, body: because });
    await ask('listGates');
    await ask('openGate', { path, body: {} });
    const window = { kind: 'recurring', expression: 'cron(0 3 * * ? *)', timeZone: 'UTC', minutes: 30 };
    const planned = idOf(await ask('addGateWindow', { path, body: { window, ...because } }));
    const rule = { kind: 'webhook', pattern: 'https://billing.example.com/*', ...because };
    const wanted = idOf(await ask('addGateRule', { path, body: rule }));
    await ask('listGateRules');
    expect(await ask('getGate', { path })).toMatchObject({ version: 2, windows: [planned], rules: [wanted] });
    await ask('removeGateWindow', { path: { ...path, partId: planned.id } });
    await ask('removeGateRule', { path: { ...path, partId: wanted.id }, body: because });
    await ask('deleteGate', { path });
  });

  it('of freezes, calendars, audits and places', async () => {
    const team = await makeTeam();
    const path = idOf(await ask('startFreeze', { body: { scope: 'team', team, ...because } }));
    expect(await ask('listFreezes')).toMatchObject({ items: [{ ...path, covers: { id: team } }] });
    await ask('liftFreeze', { path, body: {} });
    const dates = [{ first: '2031-12-25', last: '2031-12-26', label: 'Christmas' }];
    const calendar = idOf(await ask('createCalendar', { body: { name: 'Holidays', team, dates } }));
    const more = { first: '2032-01-01', last: '2032-01-01', label: 'New Year' };
    await ask('replaceCalendar', { path: calendar, body: { name: 'Holidays', dates: [more, ...dates] } });
    await ask('listCalendars');
    const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//y//EN', 'BEGIN:VEVENT', 'UID:1'];
    const event = ['DTSTART;VALUE=DATE:20320501', 'SUMMARY:May Day', 'END:VEVENT', 'END:VCALENDAR', ''];
    const file = { text: [...lines, ...event].join('\r\n'), replace: false };
    const would = { added: 1, removed: 0, kept: 0, past: 0, cancelled: 0, total: 3 };
    const dry = await ask('importCalendar', { path: calendar, body: { ...file, dryRun: true } });
    expect(dry).toEqual({ ...would, version: 2 });
    expect(await ask('importCalendar', { path: calendar, body: file })).toEqual({ ...would, version: 3 });
    expect((await ask('getCalendar', { path: calendar })).dates).toMatchObject([...dates, more, {}]);
    await ask('deleteCalendar', { path: calendar });
    await ask('listScheduleAudit', { query: { limit: '5', outcome: 'ok' } });
    await ask('listActivityAudit', { query: { action: 'calendar.import', actor: 'administrator' } });
    await ask('listTeams');
    await ask('listEnvironments');
  });

  it('of schedules', async () => {
    const team = await makeTeam();
    await ask('whoAmI');
    const target = { kind: 'sqs', arn: TARGETS.sqs.arn, roleArn: ROLE_ARN };
    const wanted = { name: 'Statements', team, timing: { daily: '09:00' }, targets: [target] };
    const path = idOf(await ask('createSchedule', { body: wanted }));
    const definition = await ask('getScheduleDefinition', { path });
    await ask('replaceSchedule', { path, body: { ...definition, description: 'For all' } });
    await ask('changeSchedule', { path, body: { tags: ['monthly'] } });
    await ask('changeSchedule', { path, body: { managedBy: 'https://git.example.com/jobs' } });
    await ask('releaseSchedule', { path, body: because });
    await ask('addTarget', { path, body: { ...target, input: { what: 'all' } } });
    const { items } = await ask('listTargets', { path });
    const [one, other] = items as { id: string }[];
    const at = (it?: { id: string }) => ({ ...path, targetId: it?.id ?? '' });
    await ask('replaceTarget', { path: at(one), body: { ...target, input: { what: 'more' } } });
    await ask('removeTarget', { path: at(other), body: {} });
    await ask('listSchedules', { query: { team } });
    await ask('occurrencesOfSchedule', { path, query: { count: '3' } });
    await ask('occurrencesOfExpression', { query: { expression: 'rate(5 minutes)' } });
    await ask('retrySync', { path, body: {} });
    await ask('pauseSchedule', { path, body: because });
    await ask('resumeSchedule', { path, body: {} });
    await ask('disableSchedule', { path, body: because });
    await ask('enableSchedule', { path, body: {} });
    await ask('runScheduleAt', { path, body: { inSeconds: 3_600 } });
    const { runs } = await ask('runSchedule', { path, body: {} });
    const asked = { runId: { in: runs as string[] } };
    await db().runQueue.updateMany({ where: asked, data: { step: 'watch' } });
    await ask('stopSchedule', { path, body: because });
    const pause = { action: 'pause', filter: { team } };
    const first = [{ ...path, name: 'Statements', state: 'on', leftOut: null }];
    const would = { schedules: 1, leftOut: 0, first };
    expect(await ask('startBulk', { body: { ...pause, dryRun: true } })).toMatchObject({
      ...would,
      id: null,
    });
    expect(await db().bulkJob.count()).toBe(0);
    const job = idOf(await ask('startBulk', { body: { ...pause, ...because } }));
    await runRows(job.id);
    expect(await ask('getBulk', { path: job })).toMatchObject({ status: 'done', counts: { done: 1 } });
    await ask('undoBulk', { path: job, body: because });
    await runRows();
    expect(await ask('getSchedule', { path })).toMatchObject({ state: { is: 'on' } });
    await ask('deleteSchedule', { path, body: because });
    await ask('restoreSchedule', { path, body: because });
    expect(await ask('getSchedule', { path })).toMatchObject({ state: { is: 'paused' } });
  });
});

describe('the description', () => {
  /** With what each endpoint answered as an example of what it answers. */
  const withAnswers = () => {
    const api = describeApi('1');
    for (const endpoint of ENDPOINTS) {
      const operation = api.paths[endpoint.path]?.[endpoint.method.toLowerCase()] as unknown as Described;
      const { content } = operation.responses[endpoint.status ?? 200] ?? {};
      Object.assign(content?.['application/json'] ?? {}, { example: answers.get(endpoint.id) });
    }
    return api;
  };
  type Described = { responses: Record<number, { content: Record<string, object> }> };

  const problems = async (api: object) => {
    const rules = {
      'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: false },
    } as const;
    const config = await createConfig({ extends: ['recommended'], rules });
    const source = JSON.stringify(api);
    const found = await lintFromString({ source, absoluteRef: '/openapi.json', config });
    return found.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]);
  };

  it('has every endpoint once, and each of them was asked', () => {
    const described = Object.entries(describeApi('1').paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${method} ${path} ${operationId}`),
    );
    const known = ENDPOINTS.map(({ method, path, id }) => `${method.toLowerCase()} ${path} ${id}`);
    expect(described.sort()).toEqual(known.sort());
    expect([...answers.keys()].sort()).toEqual(ENDPOINTS.map(({ id }) => id).sort());
  });

  it('is one that a published linter finds nothing in, nor in what the endpoints answered', async () => {
    expect(await problems(withAnswers())).toEqual([]);
  });

  it('would not be, if an answer had a field more or another type', async () => {
    answers.set('whoAmI', { ...answers.get('whoAmI'), role: 7, colour: 'red' });
    const place = '#/paths/~1me/get/responses/200/content/application~1json/example';
    const found = (await problems(withAnswers())).map(([rule, , pointer]) => [rule, pointer]);
    const rule = 'no-invalid-media-type-examples';
    expect(found).toEqual(
      expect.arrayContaining([
        [rule, `${place}/role`],
        [rule, `${place}/colour`],
      ]),
    );
  });
});
