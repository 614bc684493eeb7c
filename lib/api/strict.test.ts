import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiAnswer, apiBy, tokenOf } from '@/lib/local/test-api';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { stateOf } from '@/lib/local/test-rows';
import { dueRuns } from '@/lib/local/test-runs';
import { pauseSchedule } from '@/lib/schedules/state-commands';
import { ENDPOINTS } from './endpoints';

let product: TestProduct;
let api: ReturnType<typeof apiBy>;
let schedule: string;
let runs: string[];

beforeAll(async () => {
  product = await startTestProduct({});
  api = apiBy(await tokenOf('administrator'));
  ({ id: schedule } = await makeSchedule(await makeTeam()));
  runs = await dueRuns(schedule, 5);
});
afterAll(() => product?.stop());

const cursor = (value: string) => Buffer.from(JSON.stringify([value, 'x'])).toString('base64url');
const reason = 'Because';

/** A parameter that can't be read; where it was left out in silence, the answer would be about more. */
const WRONG: [path: string, name: string, value: string][] = [
  ['/schedules', 'q', ''],
  ['/schedules', 'tag', 'a\0b'],
  ['/runs', 'schedule', ' '],
  ['/runs', 'team', 'x'.repeat(17)],
  ['/runs', 'state', 'broken'],
  ['/runs', 'kind', 'carrier-pigeon'],
  ['/runs', 'origin', ''],
  ['/runs', 'target', 'a\0b'],
  ['/runs', 'from', 'yesterday'],
  ['/runs', 'to', '0000-01-01T00:00:00Z'],
  ['/runs', 'limit', '201'],
  ['/runs', 'limit', '0'],
  ['/runs', 'cursor', 'nonsense'],
  ['/runs', 'cursor', cursor('7')],
  ['/runs', 'colour', 'red'],
  ['/audits/schedules', 'outcome', 'good'],
  ['/audits/schedules', 'cursor', cursor('2027-01-01T00:00:00.000Z')],
  ['/audits/activity', 'request', 'x'.repeat(101)],
  ['/audits/activity', 'from', '2027-13-01T00:00:00Z'],
  ['/gates', 'name', 'Billing'],
];

describe('a list', () => {
  it.each(WRONG)('%s names the parameter %s that it can’t read as %j', async (path, name, value) => {
    const { status, body } = await api('GET', `${path}?${new URLSearchParams({ [name]: value })}`);
    expect([status, body.errors]).toMatchObject([422, [{ pointer: `#/${name}` }]]);
  });

  it('refuses a time that ends before it begins', async () => {
    const range = 'from=2027-01-02T00:00:00Z&to=2027-01-01T00:00:00%2B00:00';
    expect((await api('GET', `/audits/activity?${range}`)).body.errors).toMatchObject([{ pointer: '#/to' }]);
  });

  it('comes in pages, each row once and in order', async () => {
    const change = { id: schedule, reason };
    await pauseSchedule(contextOf('editor'), change);
    const newestFirst = [...runs].reverse();
    const lists: [string, (row: { id: string; seq: string }) => string, string[] | null][] = [
      [`/runs?schedule=${schedule}&limit=2`, ({ id }) => id, newestFirst],
      ['/audits/schedules?limit=1', ({ seq }) => seq, ['2', '1']],
      ['/audits/activity?limit=2&outcome=ok', ({ seq }) => seq, null],
    ];
    for (const [path, keyOf, wanted] of lists) {
      const found: string[] = [];
      let next: string | null = '';
      while (next !== null) {
        const { body } = await api('GET', `${path}${next && `&cursor=${next}`}`);
        found.push(...body.items.map(keyOf));
        next = body.next;
      }
      expect(new Set(found).size).toBe(found.length);
      if (wanted) expect(found).toEqual(wanted);
      else expect(found.length).toBeGreaterThan(2);
    }
  });
});

describe('a version of a gate or a calendar', () => {
  it.each([
    ['/gates', { name: 'Billing', ratePerSecond: 1 }],
    ['/calendars', { name: 'Holidays' }],
  ])('of %s is the one that a change is meant for, where If-Match names it', async (path, fields) => {
    const made = await api('POST', path, fields);
    const one = `${path}/${made.body.id}`;
    expect(made.headers.get('etag')).toBe('"1"');
    const put = (ifMatch?: string) =>
      api('PUT', one, fields, ifMatch === undefined ? {} : { 'if-match': ifMatch });
    expect((await put('"1"')).headers.get('etag')).toBe('"2"');
    const stale = await put('"1"');
    expect([stale.status, stale.body.currentVersion, stale.headers.get('etag')]).toEqual([412, 2, '"2"']);
    expect((await put()).body).toEqual({ id: made.body.id, version: 3 });
    expect((await api('DELETE', one, {}, { 'if-match': '"2"' })).status).toBe(412);
    expect((await api('GET', one)).headers.get('etag')).toBe('"3"');
    expect((await api('DELETE', one, { colour: 'red' })).status).toBe(422);
    expect((await api('DELETE', one, {}, { 'if-match': '"3"' })).status).toBe(200);
    expect((await api('GET', one)).status).toBe(404);
  });
});

describe('what the path or a header says', () => {
  const fixed = ENDPOINTS.flatMap(({ id, method, path, fixed = [] }) =>
    fixed.map((key) => [id, key, method, path]),
  );

  it.each(fixed)('%s refuses a body that says its %s too', async (_, key, method, path) => {
    const { status, body } = await api(method ?? '', path?.replaceAll(/\{\w+\}/g, schedule) ?? '', {
      [key ?? '']: 5,
    });
    expect([status, body.errors]).toMatchObject([422, [{ pointer: `#/${key}` }]]);
  });
});

describe('a body', () => {
  const day = (of: number) => ({ first: `2099-05-0${of}`, last: `2099-05-0${of}`, label: 'Closed' });

  it('is refused by its own names', async () => {
    const gate = await api('POST', '/gates', { name: '', ratePerSecond: 0, environment: 'Nowhere' });
    const at = ({ body }: typeof gate) => body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect([gate.status, at(gate)]).toEqual([422, ['#/name', '#/ratePerSecond']]);
    const named = { name: 'Same', ratePerSecond: 1 };
    await api('POST', '/gates', named);
    expect(at(await api('POST', '/gates', named))).toEqual(['#/name']);
    expect(at(await api('POST', '/gates', { ...named, environment: 'Nowhere' }))).toEqual(['#/environment']);
    const { body: calendar } = await api('POST', '/calendars', { name: 'Days', dates: [day(1)] });
    const twice = { name: 'Days', dates: [day(1), day(2), day(2)] };
    expect(at(await api('PUT', `/calendars/${calendar.id}`, twice))).toEqual(['#/dates/2']);
    const late = { name: 'Days', dates: [day(1), { ...day(2), label: '' }] };
    expect(at(await api('PUT', `/calendars/${calendar.id}`, late))).toEqual(['#/dates/1/label']);
    const bulk = { action: 'team', ids: [schedule], reason };
    expect(at(await api('POST', '/bulk-acts', bulk))).toEqual(['#/params/team']);
    expect(at(await api('POST', '/bulk-acts', { ...bulk, filter: {} }))).toEqual(['#/filter']);
    const stray = { ...bulk, action: 'resume', params: { owner: 'Ada' }, confirm: 'delete 1' };
    expect(at(await api('POST', '/bulk-acts', stray))).toEqual(['#/params/owner', '#/confirm']);
    const nobody = { ...bulk, action: 'pause', ids: undefined, filter: { owner: 'Nobody' } };
    expect(at(await api('POST', '/bulk-acts', nobody))).toEqual(['#']);
  });

  const { arn, roleArn } = TARGETS.sqs;
  const target = { kind: 'sqs', arn, roleArn };
  const job = { name: 'Job', timing: { daily: '09:00' }, targets: [target] };
  const told = ({ status, body }: ApiAnswer) => [
    status,
    body.errors?.map(({ pointer }: { pointer: string }) => pointer),
  ];

  it('of a schedule is told of all that is wrong at once, be it a name that leads nowhere or a value', async () => {
    const calendars = ['Nowhere'];
    const values = { tags: ['', 'x'.repeat(51)], description: 'x'.repeat(1_001), second: 60 };
    const wrong = { ...job, ...values, targets: [{ ...target, arn: 'nothing', retryAttempts: 186 }] };
    const those = ['#/description', '#/tags/0', '#/tags/1', '#/second', '#/targets/0/arn'];
    const pointers = [...those, '#/targets/0/retryAttempts'];
    const post = async (body: object) => told(await api('POST', '/schedules', body));
    expect(await post({ ...wrong, team: 'Nobody' })).toEqual([422, ['#/team', ...pointers]]);
    const { body: defined } = await api('GET', `/schedules/${schedule}/definition`);
    const { generation: _, ...definition } = defined;
    const timing = { once: { local: '2099-02-30T09:00' } };
    const late = { ...definition, ...wrong, calendars, timing, delivery: 'direct', ifLate: 'skip' };
    expect(told(await api('PUT', `/schedules/${schedule}`, late))).toEqual([
      422,
      ['#/calendars/0', '#/ifLate', '#/timing/once/local', ...pointers],
    ]);
    const ends = { start: '2099-01-02T00:00', end: '2099-01-01T00:00' };
    expect(await post({ ...job, ...ends, team: 'Nobody' })).toEqual([422, ['#/team', '#/end']]);
    expect(await post({ ...job, team: 'Nobody', calendars })).toEqual([422, ['#/team']]);
  });

  it('of a schedule has its payload told of as the payload, and none that is left out in silence', async () => {
    const { body: read } = await api('GET', `/schedules/${schedule}`);
    const post = async (body: object) =>
      told(await api('POST', '/schedules', { ...job, team: read.team.name, ...body }));
    const targets = [target, { ...target, input: { own: 1 } }, target];
    const answer = await api('POST', '/schedules', {
      ...job,
      team: read.team.name,
      targets,
      payload: 'text',
    });
    expect([told(answer), answer.body.detail]).toEqual([
      [422, ['#/payload']],
      expect.stringMatching(/^The input is not valid JSON/),
    ]);
    const own = { targets: [target, { ...target, input: 'text' }], payload: 'more' };
    expect(await post(own)).toEqual([422, ['#/payload', '#/targets/1/input']]);
    expect(await post({ payload: '' })).toEqual([422, ['#/payload']]);
    expect(await post({ payload: '"text"', owner: '' })).toEqual([422, ['#/owner']]);
  });

  it('of a gate’s window or rule is that of this gate', async () => {
    const make = async (name: string) => (await api('POST', '/gates', { name, ratePerSecond: 1 })).body;
    const [one, other] = [await make('One'), await make('Other')];
    const window = { kind: 'recurring', expression: 'rate(1 day)', timeZone: 'UTC', minutes: 5 };
    const { body: planned } = await api('POST', `/gates/${one.id}/windows`, { window, reason });
    expect((await api('DELETE', `/gates/${other.id}/windows/${planned.id}`)).status).toBe(404);
    expect((await api('DELETE', `/gates/${one.id}/windows/${planned.id}`)).status).toBe(200);
  });

  it('of a gate’s window has years that the database has too', async () => {
    const { body: gate } = await api('POST', '/gates', { name: 'Years', ratePerSecond: 1 });
    const plan = (from: string, until: string) =>
      api('POST', `/gates/${gate.id}/windows`, { window: { kind: 'once', from, until }, reason });
    const early = await plan('0000-01-01T00:00:00Z', '2031-01-01T00:00:00Z');
    expect([early.status, early.body.errors]).toMatchObject([422, [{ pointer: '#/window/from' }]]);
    const late = await plan('2031-01-01T00:00:00Z', '9999-12-31T23:59:59-12:00');
    expect([late.status, late.body.errors]).toMatchObject([422, [{ pointer: '#/window/until' }]]);
    expect((await plan('2031-01-01T00:00:00Z', '2199-12-31T23:59:59Z')).status).toBe(201);
  });
});

describe('a dry run', () => {
  it('says what would be done, and keeps nothing', async () => {
    const { body: calendar } = await api('POST', '/calendars', { name: 'Dry' });
    const event = ['BEGIN:VEVENT', 'UID:1', 'DTSTART;VALUE=DATE:20990501', 'SUMMARY:May', 'END:VEVENT'];
    const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...event, 'END:VCALENDAR', ''].join('\r\n');
    const dry: [string, object, object][] = [
      [`/calendars/${calendar.id}/import`, { text, replace: false }, { added: 1, version: 1 }],
      ['/runs/cancel', { filter: { schedule }, atMost: 3 }, { count: 3, dryRun: true }],
      ['/bulk-acts', { action: 'delete', filter: {} }, { id: null, schedules: 1, leftOut: 0 }],
    ];
    const before = await stateOf(product.database);
    const other = { text, replace: false, dryRun: true };
    const stale = await api('POST', `/calendars/${calendar.id}/import`, other, { 'if-match': '"7"' });
    expect(stale.status).toBe(412);
    for (const [path, body, answer] of dry) {
      const said = await api('POST', path, { ...body, dryRun: true });
      expect([said.status < 300, said.body]).toMatchObject([true, answer]);
    }
    expect(await stateOf(product.database)).toEqual(before);
  });
});
