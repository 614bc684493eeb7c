import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Grant, inEnvironment, mayAt, ofTeam, type Scope, SOMEWHERE } from '@/lib/auth/access';
import { isReading, PERMISSIONS, ROLES, type Role } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { createEnvironment } from '@/lib/environments/commands';
import { newId } from '@/lib/id';
import { tokenOf } from '@/lib/local/test-api';
import { askEndpoint, endpointOf, type Sent } from '@/lib/local/test-endpoints';
import { makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { auditRows } from '@/lib/local/test-rows';
import { signedIn } from '@/lib/local/test-session';
import { NIGHTLY, type Place, sameThings, type Things, thingsAt } from '@/lib/local/test-things';
import { ENDPOINTS } from './endpoints';

let product: TestProduct;
let boss: Context;
/** Where tokens are for, and two places where they are not. */
let own: Place;
let foreign: Place[];

beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_API_RATE: '1000' } });
  boss = await signedIn('administrator');
  const [teamId, other] = [await makeTeam(), await makeTeam()];
  const { id: environmentId } = await currentEnvironment();
  const roleArn = `arn:aws:iam::${TEST_PLACE.accountId}:role/rota`;
  const second = { name: 'Second', ...TEST_PLACE, groupName: 'second', production: false, roleArn };
  const elsewhere = (await createEnvironment(boss, second)).id;
  own = { teamId, environmentId };
  foreign = [
    { teamId: other, environmentId },
    { teamId, environmentId: elsewhere },
  ];
});
afterAll(() => product?.stop());

/** Where an endpoint acts. */
const SCOPES = {
  schedule: (at: Place): Scope => at,
  team: ({ teamId }: Place) => ofTeam(teamId),
  'in a team': ({ teamId }: Place) => ({ teamId }),
  environment: ({ environmentId }: Place) => inEnvironment(environmentId),
  'in an environment': ({ environmentId }: Place) => ({ environmentId }),
  somewhere: () => SOMEWHERE,
};

type Case = {
  at: keyof typeof SCOPES;
  least: Role;
  send(things: Things, at: Place): Promise<Sent>;
  /** How it is refused where nothing is seen that it names: it is not there. */
  unseen?: 404 | 422;
};

const reason = 'Because';
const because = { reason };
const of =
  (what: keyof Things, body?: object): Case['send'] =>
  async (things) => ({ path: await things[what](), ...(body && { body }) });
const plain =
  (sent: Sent = {}): Case['send'] =>
  async () =>
    sent;
const aTarget = { kind: 'sqs', arn: TARGETS.sqs.arn, roleArn: ROLE_ARN };
/** The path of a schedule's only target, once it has so many others. */
async function targetOf(things: Things, others = 0) {
  const path = await things.schedule();
  const target = await db().target.findFirstOrThrow({ where: { scheduleId: path.id } });
  if (others > 0)
    await db().target.create({
      data: { ...target, settings: target.settings as object, id: newId(), position: 1 },
    });
  return { ...path, targetId: target.id };
}
const schedule = (at: Place) => ({
  name: `Schedule ${newId()}`,
  team: at.teamId,
  environment: at.environmentId,
  timing: { daily: '09:00' },
  targets: [aTarget],
});
const gate = () => ({ name: `Gate ${newId()}`, ratePerSecond: 1 });
const EVENT = ['BEGIN:VEVENT', 'UID:1', 'DTSTART;VALUE=DATE:20990501', 'SUMMARY:May Day', 'END:VEVENT'];
const CALENDAR = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...EVENT, 'END:VCALENDAR', ''];
const ical = { text: CALENDAR.join('\r\n'), replace: true };
const all =
  (what: 'run' | 'failed' | 'awaited', more: object): Case['send'] =>
  async (things) => {
    const { scheduleId } = await things[what]();
    return { body: { filter: { schedule: scheduleId }, atMost: 10, ...more } };
  };
const somewhere = (least: Role, send: Case['send'] = plain()): Case => ({ at: 'somewhere', least, send });
const onSchedule = (least: Role, send: Case['send']): Case => ({ at: 'schedule', least, send });
const onGate = (least: Role, send: Case['send']): Case => ({ at: 'environment', least, send });
const onTeam = (least: Role, send: Case['send']): Case => ({ at: 'team', least, send });

const CASES: Record<string, Case> = {
  whoAmI: somewhere('viewer'),
  occurrencesOfExpression: somewhere('viewer', plain({ query: { expression: 'rate(1 day)' } })),
  occurrencesOfSchedule: onSchedule('viewer', of('schedule')),
  listSchedules: somewhere('viewer'),
  getSchedule: onSchedule('viewer', of('schedule')),
  getScheduleDefinition: onSchedule('viewer', of('schedule')),
  createSchedule: { ...onSchedule('editor', async (_, at) => ({ body: schedule(at) })), unseen: 422 },
  replaceSchedule: onSchedule('editor', async (things, at) => ({
    path: await things.schedule(),
    body: schedule(at),
  })),
  listTargets: onSchedule('viewer', of('schedule')),
  addTarget: onSchedule('editor', of('schedule', aTarget)),
  replaceTarget: onSchedule('editor', async (things) => ({ path: await targetOf(things), body: aTarget })),
  removeTarget: onSchedule('editor', async (things) => ({ path: await targetOf(things, 1), body: {} })),
  changeSchedule: onSchedule('editor', of('schedule', { description: 'For all' })),
  deleteSchedule: onSchedule('editor', of('schedule', because)),
  pauseSchedule: onSchedule('operator', of('schedule', because)),
  resumeSchedule: onSchedule('operator', of('paused', {})),
  disableSchedule: onSchedule('editor', of('schedule', because)),
  enableSchedule: onSchedule('editor', of('disabled', {})),
  restoreSchedule: onSchedule('editor', of('deleted', because)),
  releaseSchedule: onSchedule('administrator', of('managed', because)),
  runSchedule: onSchedule('operator', of('schedule', {})),
  runScheduleAt: onSchedule('operator', of('schedule', { inSeconds: 3_600 })),
  stopSchedule: onSchedule('operator', async (things) => ({
    path: { id: (await things.awaited()).scheduleId },
    body: because,
  })),
  retrySync: onSchedule('operator', of('schedule', {})),
  startBulk: somewhere('operator', async (things) => ({
    body: { action: 'pause', ids: [(await things.schedule()).id], reason },
  })),
  getBulk: onSchedule('viewer', of('bulk')),
  undoBulk: onSchedule('operator', of('bulk', because)),
  listRuns: somewhere('viewer'),
  getRun: onSchedule('viewer', of('run')),
  cancelRun: onSchedule('operator', of('run', because)),
  redriveRun: onSchedule('operator', of('failed', {})),
  rerunRun: onSchedule('operator', of('run', {})),
  stopRun: onSchedule('operator', of('awaited', because)),
  cancelRuns: somewhere('operator', all('run', because)),
  redriveRuns: somewhere('operator', all('failed', {})),
  endRuns: somewhere('operator', all('awaited', because)),
  listGates: somewhere('viewer'),
  listGateRules: somewhere('viewer'),
  getGate: { at: 'in an environment', least: 'viewer', send: of('gate'), unseen: 404 },
  createGate: {
    ...onGate('editor', async (_, at) => ({ body: { ...gate(), environment: at.environmentId } })),
    unseen: 422,
  },
  replaceGate: onGate('editor', async (things) => ({ path: await things.gate(), body: gate() })),
  deleteGate: onGate('editor', of('gate')),
  closeGate: onGate('operator', of('gate', because)),
  openGate: onGate('operator', of('closed', {})),
  addGateWindow: onGate('operator', of('gate', { window: NIGHTLY, reason })),
  removeGateWindow: { ...onGate('operator', of('window')), unseen: 404 },
  addGateRule: onGate('administrator', of('gate', { pattern: 'https://billing.example.com/*', reason })),
  removeGateRule: { ...onGate('administrator', of('rule', because)), unseen: 404 },
  listCalendars: somewhere('viewer'),
  getCalendar: { at: 'in a team', least: 'viewer', send: of('calendar') },
  createCalendar: {
    ...onTeam('administrator', async (_, at) => ({
      body: { name: `Calendar ${newId()}`, team: at.teamId },
    })),
    unseen: 422,
  },
  replaceCalendar: onTeam('administrator', async (things) => ({
    path: await things.calendar(),
    body: { name: `Calendar ${newId()}` },
  })),
  deleteCalendar: onTeam('administrator', of('calendar')),
  importCalendar: onTeam('administrator', of('calendar', ical)),
  listScheduleAudit: somewhere('viewer'),
  listActivityAudit: somewhere('viewer'),
  listTeams: somewhere('viewer'),
  listEnvironments: somewhere('viewer'),
  listFreezes: somewhere('viewer'),
  startFreeze: {
    ...onTeam('operator', async (_, at) => ({ body: { scope: 'team', team: at.teamId, reason } })),
    unseen: 422,
  },
  liftFreeze: onTeam('operator', of('freeze', {})),
};

type Given = Pick<Grant, 'teamId' | 'environmentId'>;

/** The places that a token may be for which reaches an endpoint somewhere: its team and environment, and all of either. */
const givenFor = ({ at }: Case): Given[] => {
  if (at === 'team') return [own, { ...own, environmentId: null }];
  return at === 'environment' ? [own, { ...own, teamId: null }] : [own];
};

/** The different places where a case can be tried. */
function targetsOf({ at }: Case): Place[] {
  const seen = new Set<string>();
  return [own, ...foreign].filter((place) => {
    const scope = JSON.stringify(SCOPES[at](place));
    return !seen.has(scope) && seen.add(scope);
  });
}

function expected(id: string, { at, least, unseen }: Case, grant: Grant, target: Place): number {
  const { permission, status = 200 } = endpointOf(id);
  const wanted = permission ?? 'token.read';
  expect({ id, least }).toEqual({ id, least: PERMISSIONS[wanted] });
  const scope = SCOPES[at](target);
  if (mayAt([grant], wanted, scope)) return status;
  if (!mayAt([grant], wanted, SOMEWHERE)) return 403;
  const place = Object.fromEntries(Object.entries(scope).filter(([, place]) => place !== null));
  return mayAt([grant], 'schedule.read', place) ? 403 : (unseen ?? 403);
}

const denials = async () => {
  const rows = await auditRows(product.database, 'activity');
  const ids = rows.flatMap(({ outcome, request_id }) => (outcome === 'denied' ? [request_id] : []));
  return (id: string) => ids.filter((one) => one === id).length;
};

/** So many cases are tried at once. */
const LANES = 4;
/** Last: what they freeze sends nothing any more. */
const FREEZING = ['startFreeze', 'liftFreeze'];

type Tried = { what: string; status: number; wanted: number; requestId: string };

describe('by role, team and environment', () => {
  const tokens = new Map<string, Promise<string>>();
  const tokenFor = (role: Role, place: Given) => {
    const key = JSON.stringify([role, place]);
    const token = tokens.get(key) ?? tokenOf(role, { place });
    tokens.set(key, token);
    return token;
  };
  const things = (at: Place) => thingsAt(product.database, boss, at);

  /** An endpoint at each place, by a token of each role for each place that it can be for. */
  async function tried(id: string, one: Case): Promise<Tried[]> {
    const found: Tried[] = [];
    for (const target of targetsOf(one)) {
      const known = sameThings(things(target));
      for (const place of givenFor(one))
        for (const role of ROLES) {
          const wanted = expected(id, one, { role, rights: [], ...place, group: null }, target);
          const changes = wanted < 300 && endpointOf(id).method !== 'GET';
          const sent = await one.send(changes ? things(target) : known, target);
          const { status, requestId } = await askEndpoint(await tokenFor(role, place), id, sent);
          const what = `${id}: ${role} of ${JSON.stringify(place)} at ${JSON.stringify(target)}`;
          found.push({ what, status, wanted, requestId });
        }
    }
    return found;
  }

  it('an endpoint answers just where a role reaches, and each refusal is recorded once', async () => {
    expect(Object.keys(CASES).sort()).toEqual(ENDPOINTS.map(({ id }) => id).sort());
    const found: Tried[] = [];
    const queue = Object.entries(CASES)
      .filter(([id]) => !FREEZING.includes(id))
      .values();
    const lane = async () => {
      for (const [id, one] of queue) found.push(...(await tried(id, one)));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    for (const id of FREEZING) found.push(...(await tried(id, CASES[id] as Case)));
    const denied = await denials();
    const recorded = (status: number) => (status === 403 ? 1 : 0);
    const wrong = found.filter(
      ({ status, wanted, requestId }) => status !== wanted || denied(requestId) !== recorded(status),
    );
    expect(wrong).toEqual([]);
    expect(found.length).toBeGreaterThan(500);
  });

  it('a token that only reads is refused whatever changes something, and nothing else', async () => {
    const token = await tokenOf('administrator', { scope: 'read' });
    const known = sameThings(things(own));
    for (const [id, { send }] of Object.entries(CASES)) {
      const { method, permission } = endpointOf(id);
      expect([id, permission === null || isReading(permission)]).toEqual([id, method === 'GET']);
      const { status } = await askEndpoint(token, id, await send(known, own));
      expect([id, status]).toEqual([id, method === 'GET' ? 200 : 403]);
    }
  });
});
