import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adopt } from '@/lib/adopt/commands';
import { auditFilter } from '@/lib/audit/filter';
import { type Grant, READS_ALL } from '@/lib/auth/access';
import { startBulk } from '@/lib/bulk/commands';
import { prepareBulk } from '@/lib/bulk/prepare';
import { runRows } from '@/lib/bulk/run';
import { createCalendar } from '@/lib/calendars/commands';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { createEnvironment } from '@/lib/environments/commands';
import { RotaError } from '@/lib/errors';
import { startFreeze } from '@/lib/freeze/commands';
import { createGate } from '@/lib/gates/commands';
import { outsider, scanNow } from '@/lib/local/test-adoption';
import { makeSchedule, makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { exportedQueries, type FoundQuery } from '@/lib/local/test-queries';
import { auditRows } from '@/lib/local/test-rows';
import { dueRuns } from '@/lib/local/test-runs';
import { signedIn } from '@/lib/local/test-session';
import { createChannel } from '@/lib/notifications/commands';
import { runFilter } from '@/lib/runs/filter';
import { listFilter } from './filter';

/** In all that a schedule of another team holds, and in all that was said and found of it. */
const MARKER = 'Quagga7319';
/** In the names of what belongs to that team, but is no schedule. */
const OF_TEAM = 'Okapi7319';

type Foreign = Record<
  | 'id'
  | 'job'
  | 'calendar'
  | 'channel'
  | 'gate'
  | 'freeze'
  | 'environmentId'
  | 'team'
  | 'original'
  | 'adopted'
  | 'run',
  string
>;

let product: TestProduct<{ aws: true }>;
let foreign: Foreign;
let own: { teamId: string; environmentId: string };
let found: FoundQuery[];

const boss = contextOf('administrator');
const reason = 'By hand';
const page = { after: '', before: '' };
const audit = auditFilter.parse({});
const finds = () => ({
  environment: foreign.environmentId,
  q: '',
  kind: '',
  standing: '',
  group: '',
  ...page,
});
const mapping = () => ({ teamId: foreign.team, owner: MARKER });
const originals = () => ({
  environmentId: foreign.environmentId,
  arns: [foreign.original],
  mapping: mapping(),
});
const NINE = {
  expression: 'cron(0 9 * * ? *)',
  timeZone: 'UTC',
  startAt: null,
  endAt: null,
  rateAnchor: null,
  second: 0,
  excluded: [],
};
const decision = () => ({ id: foreign.id, reason, seen: ['one'] });

/**
 * How each query is asked for what belongs to the other team, and who is shown it: whoever reads everything, only an
 * administrator of everything, or nobody, where it is a number or a name of a team or environment.
 */
const ASKED: Record<string, { args(): unknown[]; shown: 'reader' | 'administrator' | 'nobody' }> = {
  'adopt/commands#adopt': { args: () => [{ ...originals(), reason }], shown: 'nobody' },
  'adopt/origin-queries#progress': { args: () => [{ ids: [foreign.adopted] }], shown: 'administrator' },
  'adopt/origin-queries#listUnderWay': { args: () => [foreign.environmentId], shown: 'administrator' },
  'adopt/origin-queries#getOrigin': { args: () => [foreign.adopted], shown: 'reader' },
  'adopt/queries#listFinds': { args: () => [environment(), finds()], shown: 'administrator' },
  'adopt/queries#chooseAll': { args: () => [finds()], shown: 'administrator' },
  'adopt/queries#getScan': { args: () => [foreign.environmentId], shown: 'nobody' },
  'adopt/queries#preview': { args: () => [originals()], shown: 'administrator' },
  'adopt/queries#adoptEnvironments': { args: () => [], shown: 'nobody' },
  'adopt/return-commands#giveBack': { args: () => [{ id: foreign.adopted, reason }], shown: 'nobody' },
  'adopt/return-commands#disableAgain': { args: () => [{ id: foreign.adopted, reason }], shown: 'nobody' },
  'adopt/watch#watchNow': { args: () => [{ environmentId: foreign.environmentId }], shown: 'nobody' },
  'allow-lists/queries#entriesForForm': { args: () => [], shown: 'nobody' },
  'api/filter-places#withIds': {
    args: () => [{ team: foreign.team, environment: foreign.environmentId }],
    shown: 'nobody',
  },
  'audit/export/export#exportAudit': {
    args: () => [{ audit: 'schedule', format: 'csv', filter: {} }],
    shown: 'nobody',
  },
  'audit/queries#listScheduleAudit': { args: () => [audit, foreign.id], shown: 'reader' },
  'audit/queries#listActivityAudit': { args: () => [{ ...audit, action: 'bulk.start' }], shown: 'reader' },
  'audit/queries#suggestPeople': { args: () => [], shown: 'nobody' },
  'audit/versions#listVersions': { args: () => [foreign.id, page], shown: 'reader' },
  'audit/versions#getVersion': { args: () => [foreign.id, 1], shown: 'reader' },
  'audit/queries-standing#auditStanding': { args: () => ['schedule'], shown: 'nobody' },
  'bulk/act#actOnMany': {
    args: () => [{ action: 'pause', selection: { by: 'ids', ids: [foreign.id] }, reason }],
    shown: 'nobody',
  },
  'bulk/commands#undoBulk': { args: () => [{ id: foreign.job, reason }], shown: 'nobody' },
  'bulk/prepare#prepareBulk': {
    args: () => [{ action: 'pause', selection: { by: 'ids', ids: [foreign.id] } }],
    shown: 'nobody',
  },
  'bulk/preview#previewBulk': {
    args: () => [{ action: 'pause', selection: { by: 'ids', ids: [foreign.id] } }],
    shown: 'nobody',
  },
  'bulk/queries#listJobs': { args: () => [], shown: 'reader' },
  'bulk/queries#getJob': { args: () => [foreign.job], shown: 'reader' },
  'bulk/queries#jobOffers': {
    args: () => [{ id: foreign.job, action: 'pause', status: 'done', undone: null, undoneBy: null }],
    shown: 'nobody',
  },
  'bulk/queries#listItems': { args: () => [foreign.job, { status: '', ...page }], shown: 'reader' },
  'bulk/queries#affected': { args: () => [foreign.job], shown: 'nobody' },
  'calendars/import#previewImport': {
    args: () => [{ id: foreign.calendar, text: 'BEGIN:VCALENDAR', replace: true }],
    shown: 'nobody',
  },
  'calendars/queries#calendarsFor': { args: () => [], shown: 'nobody' },
  'calendars/queries#listCalendars': { args: () => [], shown: 'nobody' },
  'calendars/queries#getCalendar': { args: () => [foreign.calendar], shown: 'reader' },
  'drift/accept#acceptTheirs': { args: () => [decision()], shown: 'nobody' },
  'drift/decide-many-queries#listDecidable': { args: () => [[foreign.id]], shown: 'administrator' },
  'drift/decide-many#decideMany': {
    args: () => [{ decision: 'restore', reason, items: [{ id: foreign.id, lost: false, seen: ['one'] }] }],
    shown: 'nobody',
  },
  'drift/end-recovery#endRecovery': {
    args: () => [{ environmentId: foreign.environmentId, reason }],
    shown: 'nobody',
  },
  'drift/lost#decideLost': {
    args: () => [
      {
        ...decision(),
        environmentId: foreign.environmentId,
        decision: 'accept',
        teamId: own.teamId,
        owner: 'Me',
      },
    ],
    shown: 'nobody',
  },
  'drift/queries#driftOf': { args: () => [foreign.id], shown: 'reader' },
  'drift/queries#listDrift': { args: () => [], shown: 'reader' },
  'drift/queries#listScans': { args: () => [], shown: 'reader' },
  'drift/recovery-queries#listRecoveries': { args: () => [], shown: 'nobody' },
  'drift/recovery-queries#getRecovery': { args: () => [foreign.environmentId], shown: 'administrator' },
  'environments/check#checkEnvironment': { args: () => [{ id: foreign.environmentId }], shown: 'nobody' },
  'environments/dead-letter-look#listDeadLetterQueues': { args: () => [{ id: foreign.id }], shown: 'nobody' },
  'environments/direct-sight#directSight': { args: () => [{ id: foreign.id }], shown: 'nobody' },
  'environments/queries#listEnvironmentNames': { args: () => [], shown: 'nobody' },
  'environments/queries#environmentChoices': { args: () => [], shown: 'nobody' },
  'environments/queries#listEnvironments': { args: () => [], shown: 'nobody' },
  'environments/queries#getEnvironment': { args: () => [foreign.environmentId], shown: 'nobody' },
  'environments/queue-look#listQueues': { args: () => [{ id: foreign.environmentId }], shown: 'nobody' },
  'environments/stock#listStock': {
    args: () => [{ environmentId: foreign.environmentId, what: 'queue', search: '' }],
    shown: 'nobody',
  },
  'environments/target-check#checkTargets': {
    args: () => [
      {
        environmentId: foreign.environmentId,
        targets: [{ kind: 'sqs', arn: TARGETS.sqs.arn, roleArn: TARGETS.sqs.roleArn }],
      },
    ],
    shown: 'nobody',
  },
  'freeze/commands#liftFreeze': { args: () => [{ id: foreign.freeze, reason }], shown: 'nobody' },
  'freeze/queries#freezeBanners': { args: () => [], shown: 'nobody' },
  'freeze/queries#activeFreezes': { args: () => [], shown: 'nobody' },
  'freeze/queries#liftedFreezes': { args: () => [], shown: 'nobody' },
  'freeze/queries#freezesOfSchedule': { args: () => [foreign.id], shown: 'nobody' },
  'freeze/queries#freezeChoices': { args: () => [], shown: 'nobody' },
  'gates/meets#meets': { args: () => [foreign.gate, { ...NINE, targets: 1 }], shown: 'nobody' },
  'gates/meets-before-save#meetsBeforeSave': {
    args: () => [{ gateId: foreign.gate, scheduleId: null, calendarIds: [], own: { ...NINE, targets: 1 } }],
    shown: 'nobody',
  },
  'gates/queries#gatesFor': { args: () => [foreign.environmentId], shown: 'nobody' },
  'gates/queries#getGate': { args: () => [foreign.gate], shown: 'reader' },
  'gates/queries#listGates': { args: () => [], shown: 'nobody' },
  'gates/rule-queries#listRules': { args: () => [], shown: 'nobody' },
  'notifications/queries#listChannels': { args: () => [], shown: 'reader' },
  'notifications/queries#getChannel': { args: () => [foreign.channel], shown: 'reader' },
  'notifications/queries#channelChoices': { args: () => [], shown: 'nobody' },
  'notifications/test-channel#testChannel': { args: () => [{ id: foreign.channel }], shown: 'nobody' },
  'runs/live/looks#stampFor': { args: () => [{ page: 'schedule', id: foreign.id }], shown: 'nobody' },
  'runs/queries#listRuns': { args: () => [runFilter.parse({})], shown: 'reader' },
  'webhooks/queries#unseenSigning': { args: () => [foreign.id], shown: 'nobody' },
  'runs/queries#countActable': { args: () => [runFilter.parse({})], shown: 'nobody' },
  'runs/queries-incident#getIncident': { args: () => [], shown: 'administrator' },
  'runs/queries-one#getRun': { args: () => [foreign.run], shown: 'reader' },
  'runs/queries-outcomes#runsOfSchedule': { args: () => [foreign.id], shown: 'reader' },
  'runs/queries-outcomes#lastOutcomes': { args: () => [[foreign.id]], shown: 'nobody' },
  'runs/queries-outcomes#countRuns': { args: () => [], shown: 'nobody' },
  'schedules/queries#listSchedules': { args: () => [listFilter.parse({ state: 'paused' })], shown: 'reader' },
  'schedules/queries#pageOfSchedules': {
    args: () => [listFilter.parse({ state: 'paused' }), 50],
    shown: 'reader',
  },
  'schedules/queries#countSchedules': { args: () => [], shown: 'nobody' },
  'schedules/queries#getSchedule': { args: () => [foreign.id], shown: 'reader' },
  'schedules/queries#getSync': { args: () => [foreign.id], shown: 'reader' },
  'schedules/read-schedule#readSchedule': { args: () => [foreign.id], shown: 'reader' },
  'teams/commands#listTeams': { args: () => [], shown: 'nobody' },
  'teams/commands#listTeamNames': { args: () => [], shown: 'nobody' },
  'tokens/me#whoAmI': { args: () => [], shown: 'nobody' },
  'tokens/queries#listTokens': { args: () => [], shown: 'nobody' },
  'tokens/queries#tokenChoices': { args: () => [], shown: 'nobody' },
};

const SLACK = {
  environmentId: null,
  kind: 'slack',
  url: 'https://hooks.slack.com/services/T0/B0/x',
  topicArn: '',
  roleArn: '',
  wanted: ['failed'],
};

const environment = () => ({ id: foreign.environmentId, ...TEST_PLACE, groupName: 'rota', roleArn: null });

beforeAll(async () => {
  product = await startTestProduct({ aws: true, env: { ROTA_READING: 'own-teams' } });
  found = await exportedQueries();
  const { id: environmentId } = await currentEnvironment();
  const other = await createEnvironment(boss, {
    ...{ name: 'Other', accountId: '111111111111', region: 'eu-west-1', groupName: 'other' },
    production: false,
    roleArn: `arn:aws:iam::111111111111:role/rota`,
  });
  const [teamId, team] = [await makeTeam(), await makeTeam()];
  own = { teamId, environmentId: other.id };
  const calendar = (await createCalendar(boss, { name: OF_TEAM, teamId: team, dates: [] })).id;
  const { id } = await makeSchedule(team, {
    name: `${MARKER} name`,
    description: `${MARKER} description`,
    tags: [MARKER],
    owner: MARKER,
    calendarIds: [calendar],
    targets: [
      {
        ...TARGETS.sqs,
        arn: `arn:aws:sqs:${TEST_PLACE.region}:${TEST_PLACE.accountId}:${MARKER}`,
        input: `{"payload":"${MARKER}"}`,
      },
    ],
  });
  const fields = { name: OF_TEAM, ratePerSecond: 1 };
  const gate = (await createGate(boss, { environmentId, gate: fields })).id;
  await db().target.updateMany({ where: { scheduleId: id }, data: { gateId: gate } });
  await makeSchedule(teamId, { name: 'One’s own' });
  const freeze = (await startFreeze(boss, { scope: 'team', teamId: team, reason: OF_TEAM })).id;
  const job = await pausedInBulk(id);
  const [run = ''] = await dueRuns(id, 1);
  const refused = { environmentId, messageId: 'm', reason: MARKER, body: MARKER };
  await db().refusedMessage.create({ data: refused });
  const channel = (await createChannel(boss, { channel: { ...SLACK, name: MARKER, teamId: team } })).id;
  foreign = {
    id,
    job,
    calendar,
    channel,
    gate,
    freeze,
    environmentId,
    team,
    run,
    ...(await takenOver(environmentId, team)),
  };
  await driftedApart(id, environmentId);
});
afterAll(() => product?.stop());

/** An editor pauses it with many others. */
async function pausedInBulk(id: string): Promise<string> {
  const editor = await signedIn('editor');
  await prepareBulk(editor, { action: 'disable', selection: { by: 'ids', ids: [id] } });
  const job = await prepareBulk(editor, { action: 'pause', selection: { by: 'ids', ids: [id] } });
  await startBulk(editor, { id: job.id, reason: `Because of ${MARKER}` });
  while ((await runRows()) > 0);
  return job.id;
}

/** Another schedule of the team is taken over from AWS. */
async function takenOver(environmentId: string, teamId: string) {
  const arns = [await outsider(product.aws).makeRule(`${MARKER}-rule`)];
  await outsider(product.aws).makeRule(`${MARKER}-other-rule`);
  await scanNow();
  const mapping = { teamId, owner: MARKER, roleArn: ROLE_ARN };
  const [taken] = await adopt(boss, { environmentId, arns, mapping, reason });
  if (!taken?.ok) throw new Error(`It could not be taken over: ${taken?.message}`);
  return { original: arns[0] ?? '', adopted: taken.id };
}

/** AWS has something else of it, and things that nobody knows; its calls fail with its name. */
async function driftedApart(scheduleId: string, environmentId: string): Promise<void> {
  const common = { environmentId, fingerprint: 'f', foundAt: new Date(), theirs: { Description: MARKER } };
  await db().drift.createMany({
    data: [
      { ...common, name: `${MARKER}-changed`, kind: 'changed', scheduleId, ours: { Description: 'x' } },
      { ...common, name: `${MARKER}-extra`, kind: 'extra' },
      { ...common, name: `${MARKER}-foreign`, kind: 'foreign' },
    ],
  });
  const error = `Not authorized on schedule/rota/${MARKER}`;
  await db().scheduleSync.update({ where: { scheduleId }, data: { error, status: 'failed' } });
  const dueAt = new Date();
  await db().environmentScan.upsert({
    where: { environmentId },
    create: { environmentId, dueAt, error },
    update: { error },
  });
}

type Place = Pick<Grant, 'teamId' | 'environmentId'>;

/** Somebody with one role of their own, and with more where it is said. */
function somebody(role: 'editor' | 'administrator', place: Place, ...more: Grant[]): Context {
  const context = contextOf(role, place);
  if (context.actor.type !== 'user') throw new Error('There is nobody.');
  const grants = [...context.actor.grants, ...more];
  return { ...context, actor: { ...context.actor, id: '00000000-0000-4000-8000-00000000000f', grants } };
}
const ofOwnTeam = () => ({ teamId: own.teamId, environmentId: null });
const editor = () => somebody('editor', ofOwnTeam());
/** The same person, where everybody reads everything. */
const reader = () => somebody('editor', ofOwnTeam(), READS_ALL);
const NARROW: Record<string, () => Context> = {
  'an editor of another team': editor,
  'the administrator of another team': () => somebody('administrator', ofOwnTeam()),
  'the administrator of another environment': () =>
    somebody('administrator', { teamId: null, environmentId: own.environmentId }),
};

/** What a query gives back, or what it refuses with, as text. */
async function told(query: FoundQuery, context: Context): Promise<string> {
  try {
    return JSON.stringify(await query.call(context, ...(ASKED[query.key]?.args() ?? []))) ?? '';
  } catch (error) {
    if (!(error instanceof RotaError)) throw error;
    return JSON.stringify([error.code, error.message, error.fields, error.conflict]);
  }
}

it('knows every query that the product exports', () => {
  const open = found.filter(({ everywhere }) => !everywhere).map(({ key }) => key);
  expect(open.filter((key) => !ASKED[key])).toEqual([]);
  expect(open.length).toBeGreaterThan(50);
});

describe.each(Object.entries(NARROW))('%s who reads their own only', (_who, context) => {
  it('is never told anything of a schedule, by no query', async () => {
    for (const query of found) {
      if (query.everywhere)
        expect(await told(query, context()), query.key).toMatch(/^\["(forbidden|invalid)"/);
      else expect(await told(query, context()), query.key).not.toContain(MARKER);
    }
  });
});

it('is told of it by the same queries who reads everything, or administers it', async () => {
  await db().environmentSync.upsert({
    where: { environmentId: foreign.environmentId },
    create: { environmentId: foreign.environmentId },
    update: {},
  });
  const shown = found.filter(({ key }) => (ASKED[key]?.shown ?? 'nobody') !== 'nobody');
  for (const query of shown) {
    const inRecovery = query.key.endsWith('#getRecovery') ? new Date() : null;
    await db().environmentSync.update({
      where: { environmentId: foreign.environmentId },
      data: { recoverySince: inRecovery, recoveryReason: inRecovery && 'It was restored.' },
    });
    const who = ASKED[query.key]?.shown === 'reader' ? reader() : boss;
    expect((await told(query, who)).includes(MARKER), query.key).toBe(true);
  }
  expect(shown.length).toBeGreaterThanOrEqual(20);
});

const ask = async (key: string, context: Context) => {
  const query = found.find((one) => one.key === key);
  if (!query) throw new Error(`There is no ${key}.`);
  return told(query, context);
};

it('shows calendars and freezes of one’s own teams and of all only', async () => {
  const all = await createCalendar(boss, { name: 'For everybody', teamId: null, dates: [] });
  for (const key of ['calendars/queries#calendarsFor', 'calendars/queries#listCalendars']) {
    expect(await ask(key, editor())).not.toContain(OF_TEAM);
    expect(await ask(key, editor())).toContain(all.id);
    expect(await ask(key, reader())).toContain(OF_TEAM);
  }
  for (const key of ['freeze/queries#freezeBanners', 'freeze/queries#activeFreezes']) {
    expect(await ask(key, editor())).toBe('[]');
    expect(await ask(key, reader())).toContain(OF_TEAM);
  }
});

it('refuses a single thing with the reason, and records that once', async () => {
  const denials = async () =>
    (await auditRows(product.database, 'activity')).filter(({ action }) => action === 'denied').length;
  for (const key of [
    'schedules/queries#getSchedule',
    'schedules/queries#getSync',
    'drift/queries#driftOf',
    'adopt/origin-queries#getOrigin',
    'calendars/queries#getCalendar',
    'bulk/queries#getJob',
    'runs/queries-one#getRun',
    'runs/queries-outcomes#runsOfSchedule',
  ]) {
    const before = await denials();
    expect(await ask(key, editor()), key).toContain('not here, where you have no role');
    expect(await denials(), key).toBe(before + 1);
  }
});

it('leaves a change with the team that the schedule had at that time', async () => {
  const { id } = await makeSchedule(foreign.team, { name: 'Moves' });
  await db().schedule.update({ where: { id }, data: { teamId: own.teamId } });
  const rows = (context: Context) =>
    found.find(({ key }) => key === 'audit/queries#listScheduleAudit')?.call(context, audit, id);
  expect(await rows(editor())).toMatchObject({ rows: [] });
  expect(await rows(reader())).toMatchObject({ rows: [{ action: 'schedule.create' }] });
});

it('counts, offers and names teams and environments only where somebody sees something', async () => {
  const counts = JSON.parse(await ask('schedules/queries#countSchedules', editor()));
  expect(counts).toMatchObject({ paused: 0, failed: 0 });
  const all = JSON.parse(await ask('schedules/queries#countSchedules', reader()));
  expect(all).toMatchObject({ failed: 1 });
  expect(all.paused).toBeGreaterThan(0);
  const teams = JSON.parse(await ask('teams/commands#listTeamNames', editor()));
  expect(teams).toMatchObject([{ id: own.teamId }]);
  const place = somebody('editor', own);
  expect(JSON.parse(await ask('environments/queries#listEnvironmentNames', place))).toMatchObject([
    { id: own.environmentId },
  ]);
  expect(JSON.parse(await ask('environments/queries#environmentChoices', place))).toMatchObject([
    { id: own.environmentId },
  ]);
});
