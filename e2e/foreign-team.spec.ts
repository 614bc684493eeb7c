import { randomUUID } from 'node:crypto';
import { act, knownActions, send } from './actions';
import { denials, fingerprint } from './evidence';
import { ACCOUNT, arn, makeSchedule, REGION, ROLE, unique } from './schedules';
import { expect, rows, signInByHand, test } from './support';

/** What belongs to others: a schedule of Finance, its team, environment, a calendar, a freeze, a channel, a token, and a gate. */
type Foreign = Record<
  | 'schedule'
  | 'run'
  | 'team'
  | 'environment'
  | 'calendar'
  | 'freeze'
  | 'channel'
  | 'gate'
  | 'window'
  | 'rule'
  | 'token'
  | 'user'
  | 'groupSid',
  string
>;

const reason = 'by hand';
const requestId = randomUUID();
const seen = ['AWS-schedule fingerprint'];
const mapping = (team: string) => ({ teamId: team, owner: 'Others' });
const environment = {
  name: 'By hand',
  accountId: ACCOUNT,
  region: REGION,
  groupName: 'by-hand',
  production: false,
};
const schedule = (teamId: string) => ({
  name: unique('Aimed at another team'),
  teamId,
  owner: 'Others',
  expression: 'cron(30 6 1 1 ? *)',
  timeZone: 'UTC',
  targets: [
    { kind: 'sqs', arn: arn('sqs', 'statements'), roleArn: ROLE, retryAttempts: 3, maxAgeSeconds: 3600 },
  ],
});

const token = (teamId: string) => ({
  name: 'By hand',
  role: 'viewer',
  scope: 'read',
  teamId,
  environmentId: null,
  days: 1,
});

const channel = (teamId: string) => ({
  name: 'By hand',
  teamId,
  environmentId: null,
  kind: 'slack',
  url: 'https://hooks.example.com/by-hand',
  wanted: ['failed'],
});

const gate = () => ({ name: unique('By hand'), ratePerSecond: 1 });

const window = { kind: 'recurring', expression: 'cron(0 2 ? * SUN *)', timeZone: 'UTC', minutes: 60 };

/** A right input of every action, aimed at what is not the person's; or why there is none. */
const AIMED: Record<string, string | ((foreign: Foreign) => object)> = {
  'schedules/create': ({ team }) => ({ schedule: schedule(team) }),
  'schedules/update': ({ schedule: id, team }) => ({ id, generation: 1, schedule: schedule(team) }),
  'schedules/pause': ({ schedule: id }) => ({ id, reason }),
  'schedules/resume': ({ schedule: id }) => ({ id }),
  'schedules/disable': ({ schedule: id }) => ({ id, reason }),
  'schedules/enable': ({ schedule: id }) => ({ id }),
  'schedules/remove': ({ schedule: id }) => ({ id, reason, confirmName: 'x' }),
  'schedules/restore': ({ schedule: id }) => ({ id, version: 1, reason }),
  'schedules/release': ({ schedule: id }) => ({ id, reason }),
  'schedules/retry': ({ schedule: id }) => ({ id }),
  'schedules/secret': ({ schedule: id }) => ({ id, targetId: id, field: '/token', reason }),
  'schedules/signingSecret': ({ schedule: id }) => ({ id, targetId: id, reason }),
  'schedules/newSigningSecret': ({ schedule: id }) => ({ id, targetId: id }),
  'schedules/rotateSigning': ({ schedule: id }) => ({ id, targetId: id }),
  'schedules/replaceSigning': ({ schedule: id }) => ({ id, targetId: id, reason }),
  'schedules/sync': 'only reads, and everybody may',
  'bulk/prepare': 'leaves out what the person may not change, and says so',
  'bulk/start': 'is about what the person prepared; each schedule is decided on its own',
  'bulk/retry': 'as starting',
  'bulk/undo': 'as starting',
  'freeze/start': ({ team }) => ({ scope: 'team', teamId: team, reason }),
  'freeze/lift': ({ freeze }) => ({ id: freeze, reason }),
  'adopt/scan': ({ environment }) => ({ environmentId: environment }),
  'adopt/adopt': ({ environment, team }) => ({
    environmentId: environment,
    arns: [arn('scheduler', 'schedule/default/x')],
    mapping: mapping(team),
    reason,
  }),
  'adopt/giveBack': ({ schedule: id }) => ({ id, reason }),
  'adopt/disableAgain': ({ schedule: id }) => ({ id, reason }),
  'adopt/retry': ({ schedule: id }) => ({ id }),
  'adopt/check': ({ environment }) => ({ environmentId: environment }),
  'adopt/preview': ({ environment, team }) => ({
    environmentId: environment,
    arns: [arn('scheduler', 'schedule/default/x')],
    mapping: mapping(team),
  }),
  'adopt/chooseAll': ({ environment }) => ({ environment }),
  'adopt/progress': 'leaves out what is in environments of others',
  'access/search': () => ({ text: 'rota' }),
  'access/grant': ({ groupSid }) => ({
    groupSid,
    role: 'viewer',
    teamId: null,
    environmentId: null,
    rights: [],
    reason,
  }),
  'access/change': ({ schedule: id }) => ({ id, rights: [], reason }),
  'access/revoke': ({ schedule: id }) => ({ id, reason }),
  'allow-lists/previewAdd': ({ team }) => ({ kind: 'role', pattern: '*', teamId: team, environmentId: null }),
  'allow-lists/previewRemove': ({ schedule: id }) => ({ id }),
  'allow-lists/add': ({ team }) => ({
    kind: 'role',
    pattern: '*',
    teamId: team,
    environmentId: null,
    reason,
  }),
  'allow-lists/remove': ({ schedule: id }) => ({ id, reason }),
  'people/ask': ({ user }) => ({ userId: user }),
  'people/end': ({ user }) => ({ userId: user, reason }),
  'people/testConnection': () => ({ now: true }),
  'people/endOwn': 'is about one’s own sessions',
  'calendars/create': ({ team }) => ({ name: unique('By hand'), teamId: team, dates: [] }),
  'calendars/update': ({ calendar: id }) => ({ id, version: 1, name: 'By hand', add: [], remove: [] }),
  'calendars/importFile': ({ calendar: id }) => ({ id, version: 1, text: 'BEGIN:VCALENDAR', replace: true }),
  'calendars/remove': ({ calendar: id }) => ({ id, version: 1 }),
  'calendars/preview': ({ calendar: id }) => ({ id, text: 'BEGIN:VCALENDAR', replace: true }),
  'drift/scan': 'asks for a look at an environment in which the person has a team',
  'drift/restore': ({ schedule: id }) => ({ id, reason, seen }),
  'drift/accept': ({ schedule: id }) => ({ id, reason, seen }),
  'drift/confirm': ({ environment }) => ({ environmentId: environment, reason }),
  'drift/decideMany': 'answers for each on its own: as restoring and accepting one',
  'drift/endRecovery': ({ environment }) => ({ environmentId: environment, reason }),
  'environments/create': () => environment,
  'environments/update': ({ environment: id }) => ({ id, version: 1, environment }),
  'environments/disable': ({ environment: id }) => ({ id, version: 1 }),
  'environments/enable': ({ environment: id }) => ({ id, version: 1 }),
  'environments/remove': ({ environment: id }) => ({ id, version: 1 }),
  'environments/check': ({ environment: id }) => ({ id }),
  'environments/checkTargets': 'looks at an environment in which the person has a team',
  'environments/stock': 'looks at an environment in which the person has a team',
  'gates/create': ({ environment }) => ({ environmentId: environment, gate: gate() }),
  'gates/update': ({ gate: id }) => ({ id, version: 1, gate: gate() }),
  'gates/remove': ({ gate: id }) => ({ id, version: 1 }),
  'gates/close': ({ gate: id }) => ({ id, reason }),
  'gates/open': ({ gate: id }) => ({ id, reason }),
  'gates/addWindow': ({ gate: id }) => ({ id, window, reason }),
  'gates/removeWindow': ({ window: windowId }) => ({ windowId }),
  'gates/addRule': ({ gate: id }) => ({ id, teamId: null, kind: null, pattern: '*', reason }),
  'gates/removeRule': ({ rule: ruleId }) => ({ ruleId, reason }),
  'gates/meets': 'only reads, and everybody may',
  'runs/now': ({ schedule: id }) => ({ id, requestId }),
  'runs/at': ({ schedule: id }) => ({ id, requestId, at: { local: '2030-01-01T00:00:30', timeZone: 'UTC' } }),
  'runs/cancel': ({ run: id }) => ({ id, reason }),
  'runs/cancelAll': 'leaves out what the person may not cancel',
  'runs/redrive': ({ run: id }) => ({ id }),
  'runs/redriveAll': 'leaves out what the person may not send again',
  'runs/rerun': ({ run: id }) => ({ id, requestId }),
  'runs/stop': ({ run: id }) => ({ id, reason }),
  'runs/stopAll': ({ schedule: id }) => ({ id, reason }),
  'runs/endAll': 'leaves out what the person may not stop',
  'notifications/create': ({ team }) => ({ channel: channel(team) }),
  'notifications/update': ({ channel: id, team }) => ({ id, version: 1, channel: channel(team) }),
  'notifications/switchTo': ({ channel: id }) => ({ id, version: 1, enabled: false }),
  'notifications/remove': ({ channel: id }) => ({ id, version: 1 }),
  'notifications/test': ({ channel: id }) => ({ id }),
  'teams/create': () => ({ name: unique('By hand') }),
  'teams/rename': ({ team: id }) => ({ id, name: unique('By hand') }),
  'tokens/create': ({ team }) => token(team),
  'tokens/revoke': ({ token: id }) => ({ id }),
};

const one = async (sql: string, values: unknown[] = []) =>
  (await rows<{ id: string }>(sql, values))[0]?.id ?? '';

test('the administrator of one team may do nothing to another, nor to all, and may for their own', async ({
  request,
  playwright,
  baseURL,
}) => {
  test.setTimeout(180_000);
  await signInByHand(request, 'admin');
  const own = (await act<{ value: { id: string } }>(request, 'teams/create', { name: unique('Payments') }))
    .value.id;
  const team = await one(`SELECT id FROM team WHERE name = 'Finance'`);
  const environment = await one(`SELECT id FROM environment ORDER BY created_at LIMIT 1`);
  const calendar = (
    await act<{ value: { id: string } }>(request, 'calendars/create', {
      name: unique('Of Finance'),
      teamId: team,
      dates: [],
    })
  ).value.id;
  const ofFinance = await makeSchedule(request, unique('Runs for Finance'));
  const run = await act<{ value: { runs: string[] } }>(request, 'runs/now', {
    id: ofFinance,
    requestId: randomUUID(),
  });
  const gateId = (
    await act<{ value: { id: string } }>(request, 'gates/create', {
      environmentId: environment,
      gate: gate(),
    })
  ).value.id;
  const planned = await act<{ value: { windowId: string } }>(request, 'gates/addWindow', {
    id: gateId,
    window,
    reason,
  });
  const required = await act<{ value: { ruleId: string } }>(request, 'gates/addRule', {
    id: gateId,
    pattern: 'arn:aws:sqs:*:*:of-nobody',
    reason,
  });
  const frozen = await act<{ value: { id: string } }>(request, 'freeze/start', {
    scope: 'team',
    teamId: team,
    reason,
  });
  const search = await act<{ value: { groups: { sid: string }[] } }>(request, 'access/search', {
    text: 'team-payments',
  });
  const [group] = search.value.groups;
  const given = await act<{ ok: boolean; value: { id: string } }>(request, 'access/grant', {
    groupSid: group?.sid,
    role: 'administrator',
    teamId: own,
    environmentId: null,
    rights: [],
    reason,
  });
  expect(given.ok).toBe(true);
  const foreign: Foreign = {
    schedule: await makeSchedule(request, unique('Of Finance')),
    run: run.value.runs[0] ?? '',
    team,
    environment,
    calendar,
    freeze: frozen.value.id,
    gate: gateId,
    window: planned.value.windowId,
    rule: required.value.ruleId,
    channel: await one(`SELECT id FROM notification_channel WHERE team_id = $1`, [team]),
    token: (await act<{ value: { id: string } }>(request, 'tokens/create', token(team))).value.id,
    user: await one(`SELECT id::text FROM "user" WHERE account_name = 'admin'`),
    groupSid: group?.sid ?? '',
  };
  const person = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  try {
    await signInByHand(person, 'payments');
    expect(
      knownActions()
        .map(({ key }) => key)
        .sort(),
    ).toEqual(Object.keys(AIMED).sort());
    let refused = 0;
    for (const { key, id } of knownActions()) {
      const aimed = AIMED[key];
      if (typeof aimed !== 'function') continue;
      const [before, denied] = [await fingerprint(), await denials()];
      const answer = await send(person, id, JSON.stringify([aimed(foreign)]));
      expect(`${key} ${answer.status()}`).toBe(`${key} 403`);
      expect(await answer.text()).toContain('You may do this elsewhere, but not here');
      expect(await fingerprint(), key).toBe(before);
      expect(await denials(), key).toBe(denied + 1);
      refused += 1;
    }
    expect(refused).toBeGreaterThan(35);
    const saved = await act<{ ok: boolean; value: { id: string } }>(person, 'schedules/create', {
      schedule: schedule(own),
    });
    expect(saved.ok).toBe(true);
    const taken = { id: foreign.schedule, generation: 1, schedule: schedule(own) };
    expect(await act(person, 'schedules/update', taken)).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    const given = { id: saved.value.id, generation: 1, schedule: schedule(team) };
    expect(await act(person, 'schedules/update', given)).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect(await act(person, 'schedules/pause', { id: saved.value.id, reason })).toMatchObject({ ok: true });
  } finally {
    await person.dispose();
    await act(request, 'freeze/lift', { id: foreign.freeze });
    await act(request, 'access/revoke', { id: given.value.id, reason });
  }
});
