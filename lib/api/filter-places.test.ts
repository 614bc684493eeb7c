import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { apiBy, tokenOf } from '@/lib/local/test-api';
import { makeSchedule } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { dueRuns } from '@/lib/local/test-runs';
import { createTeam } from '@/lib/teams/commands';

type Api = ReturnType<typeof apiBy>;

let product: TestProduct;
let all: Api;
let ofFinance: Api;
let finance: string;
let schedule: string;
let environment: { id: string; name: string };

beforeAll(async () => {
  product = await startTestProduct({});
  const make = async (name: string) => (await createTeam(contextOf('administrator'), { name })).id;
  finance = await make('Finance');
  ({ id: schedule } = await makeSchedule(finance));
  await dueRuns(schedule, 2);
  const { id: other } = await makeSchedule(await make('Payroll'));
  await dueRuns(other, 3);
  environment = await db().environment.findFirstOrThrow();
  await db().environment.create({
    data: { id: 'e2', name: 'Elsewhere', accountId: '111111111111', region: 'eu-west-1', groupName: 'g' },
  });
  all = apiBy(await tokenOf('administrator'));
  const place = { teamId: finance, environmentId: environment.id };
  ofFinance = apiBy(await tokenOf('administrator', { place }));
});
afterAll(() => product?.stop());

/** How many there are by a filter, and what is refused, wherever the API takes one. */
const LISTS = ['/schedules', '/runs', '/audits/schedules', '/audits/activity'];
const ACTS: [path: string, body: object][] = [
  ['/bulk-acts', { action: 'pause' }],
  ['/runs/cancel', { atMost: 100 }],
];

async function byFilter(api: Api, filter: Record<string, string>) {
  const found: Record<string, unknown> = {};
  for (const path of LISTS) {
    const { status, body } = await api('GET', `${path}?${new URLSearchParams(filter)}`);
    found[path] = status === 200 ? body.items.length : [status, body.errors];
  }
  for (const [path, more] of ACTS) {
    const { status, body } = await api('POST', path, { ...more, filter, dryRun: true });
    found[path] = status < 300 ? (body.count ?? body.schedules) : [status, body.errors];
  }
  return found;
}

const refused = (name: string, detail: unknown) => ({
  ...Object.fromEntries(LISTS.map((path) => [path, [422, [{ pointer: `#/${name}`, detail }]]])),
  ...Object.fromEntries(ACTS.map(([path]) => [path, [422, [{ pointer: `#/filter/${name}`, detail }]]])),
});

describe('a filter', () => {
  it('takes a team by its name and by its id', async () => {
    const found = await byFilter(all, { team: finance });
    expect(found).toEqual({
      '/schedules': 1,
      '/runs': 2,
      '/audits/schedules': 1,
      '/audits/activity': 2,
      '/bulk-acts': 1,
      '/runs/cancel': 2,
    });
    expect(await byFilter(all, { team: 'Finance' })).toEqual(found);
  });

  it('takes an environment by its name and by its id', async () => {
    const found = await byFilter(all, { environment: environment.id });
    expect(found).toMatchObject({ '/schedules': 2, '/runs': 5, '/audits/schedules': 2, '/runs/cancel': 5 });
    expect(await byFilter(all, { environment: environment.name })).toEqual(found);
  });

  it('is refused where it names none, in the same words as one that may not be seen', async () => {
    const none = (what: string, named: string) => `There is no ${what} ${named}. GET /${what}s lists them.`;
    for (const team of ['Nobody', 'all', 'finance', '0000000000000000', 'A name that is longer than an id'])
      expect(await byFilter(all, { team })).toEqual(refused('team', none('team', team)));
    expect(await byFilter(ofFinance, { team: 'Payroll' })).toEqual(refused('team', none('team', 'Payroll')));
    expect(await byFilter(all, { environment: 'Nowhere' })).toEqual(
      refused('environment', none('environment', 'Nowhere')),
    );
    for (const named of ['e2', 'Elsewhere'])
      expect(await byFilter(ofFinance, { environment: named })).toEqual(
        refused('environment', none('environment', named)),
      );
  });

  it('is by one’s own teams, of schedules and runs', async () => {
    expect(await byFilter(ofFinance, { team: 'own' })).toMatchObject({
      '/schedules': 1,
      '/runs': 2,
      '/bulk-acts': 1,
      '/runs/cancel': 2,
    });
  });

  it('by one’s own teams never is by all', async () => {
    const found = await byFilter(all, { team: 'own' });
    expect(found).toEqual(refused('team', expect.any(String)));
    expect(found['/schedules']).toMatchObject([422, [{ detail: expect.stringContaining('Name a team') }]]);
  });
});

it('A new team that is none is named as the body has it', async () => {
  const body = { action: 'team', ids: [schedule], params: { team: 'Nobody' }, reason: 'Because' };
  expect((await all('POST', '/bulk-acts', body)).body.errors).toMatchObject([{ pointer: '#/params/team' }]);
});
