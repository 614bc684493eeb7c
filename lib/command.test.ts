import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditFilter } from '@/lib/audit/filter';
import { listActivityAudit } from '@/lib/audit/queries';
import { SOMEWHERE } from '@/lib/auth/access';
import { may, type Permission } from '@/lib/auth/roles';
import { prepareBulk } from '@/lib/bulk/prepare';
import { type Command, command } from '@/lib/command';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import type { RotaError } from '@/lib/errors';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { makeSchedule, makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { ACTORS, contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, stateOf } from '@/lib/local/test-rows';
import { createSchedule, updateSchedule } from '@/lib/schedules/commands';
import { restoreSchedule, restoreState } from '@/lib/schedules/restore';
import * as states from '@/lib/schedules/state-commands';
import { createTeam, renameTeam } from '@/lib/teams/commands';

let product: TestProduct;
let teamId: string;
let id: string;

beforeAll(async () => {
  product = await startTestProduct({});
  teamId = await makeTeam();
  foreignTeamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  ({ id } = await makeSchedule(teamId));
});

let freezeId: string;
let foreignTeamId: string;
const foreignEnvironmentId = '0000000000000000';

/** What takes place somewhere that is known from its input; a bulk act decides for each schedule. */
const PLACED = (permission: Permission) => !['bulk.prepare', 'team.create'].includes(permission);

const reason = 'Because';
const earlier = {
  state: 'on',
  stateReason: null,
  pauseUntil: null,
  missedAt: null,
  owner: 'Finance',
  tags: ['monthly'],
};
const past = 'at(2020-01-01T00:00:00)';

/** Every command with what it needs to succeed, on a schedule that is on unless `first` changes it. */
const COMMANDS: {
  permission: Permission;
  run: Command<unknown>;
  input: () => unknown;
  first?: () => Promise<unknown>;
}[] = [
  { permission: 'schedule.create', run: createSchedule, input: () => ({ schedule: scheduleFields(teamId) }) },
  {
    permission: 'schedule.update',
    run: updateSchedule,
    input: () => ({ id, generation: 1, schedule: scheduleFields(teamId) }),
  },
  { permission: 'schedule.pause', run: states.pauseSchedule, input: () => ({ id, reason }) },
  {
    permission: 'schedule.resume',
    run: states.resumeSchedule,
    input: () => ({ id }),
    first: () => states.pauseSchedule(contextOf('editor'), { id, reason }),
  },
  { permission: 'schedule.disable', run: states.disableSchedule, input: () => ({ id, reason }) },
  {
    permission: 'schedule.enable',
    run: states.enableSchedule,
    input: () => ({ id }),
    first: () => states.disableSchedule(contextOf('editor'), { id, reason }),
  },
  { permission: 'schedule.retry-sync', run: states.retrySync, input: () => ({ id }) },
  {
    permission: 'schedule.restore-state',
    run: restoreState,
    input: () => ({ id, generation: 2, reason, before: { ...earlier, teamId } }),
    first: () => states.pauseSchedule(contextOf('editor'), { id, reason }),
  },
  {
    permission: 'schedule.restore',
    run: restoreSchedule,
    input: () => ({ id, generation: 2, reason, before: { ...earlier, teamId } }),
    first: () => states.disableSchedule(contextOf('editor'), { id, reason }),
  },
  {
    permission: 'bulk.prepare',
    run: prepareBulk,
    input: () => ({ action: 'pause', selection: { by: 'ids', ids: [id] } }),
  },
  { permission: 'freeze.start', run: startFreeze, input: () => ({ scope: 'team', teamId, reason }) },
  {
    permission: 'freeze.lift',
    run: liftFreeze,
    input: () => ({ id: freezeId }),
    first: async () => {
      const freeze = { scope: 'team', teamId, reason };
      freezeId = (await startFreeze(contextOf('operator'), freeze)).id;
    },
  },
  { permission: 'team.create', run: createTeam, input: () => ({ name: `Team of ${id}` }) },
  { permission: 'team.rename', run: renameTeam, input: () => ({ id: teamId, name: `Renamed by ${id}` }) },
];

/** What the row of a refusal says of what it was about. */
async function placeOf(permission: Permission): Promise<object> {
  if (permission === 'bulk.prepare' || permission === 'team.create') return {};
  if (permission === 'team.rename') return { id: teamId, teamId };
  if (permission === 'freeze.start' || permission === 'freeze.lift') return { teamId };
  const { id: environmentId } = await currentEnvironment();
  const created = permission === 'schedule.create';
  return { ...(!created && { scheduleId: id }), teamId, environmentId };
}

it('of a refusal is found by its schedule, team and environment, as is what was done', async () => {
  const { id: environmentId } = await currentEnvironment();
  await expect(states.deleteSchedule(contextOf('viewer'), { id, reason })).rejects.toBeTruthy();
  await states.retrySync(contextOf('operator'), { id });
  for (const filter of [
    { schedule: id },
    { schedule: id, team: teamId },
    { schedule: id, environment: environmentId },
  ]) {
    const { rows } = await listActivityAudit(contextOf('administrator'), auditFilter.parse(filter));
    expect(rows).toMatchObject([
      { action: 'schedule.retry-sync', details: { scheduleId: id, teamId, environmentId } },
      { action: 'denied', subject: 'schedule.delete', details: { scheduleId: id, teamId, environmentId } },
    ]);
  }
});

it('of a refusal to do something to what is not there says what was asked for', async () => {
  const context = contextOf('viewer');
  await expect(states.pauseSchedule(context, { id: '0000000000000000', reason })).rejects.toMatchObject({
    status: 403,
  });
  const row = (await auditRows(product.database, 'activity')).at(-1);
  expect(JSON.parse(row?.body ?? '')).toMatchObject({ details: { id: '0000000000000000' } });
});

describe.each(COMMANDS)('$permission', ({ permission, run, input, first }) => {
  const allowed = (who: (typeof ACTORS)[number]) =>
    who === 'system' || (who !== 'anonymous' && may(who, permission));

  it.each(ACTORS.filter((who) => !allowed(who)))('is refused to %s', async (who) => {
    await first?.();
    const context = contextOf(who);
    const [state, schedules, activity] = await everything();
    const error = await run(context, input()).then(
      () => null,
      (thrown: RotaError) => thrown,
    );
    expect(error?.status).toBe(who === 'anonymous' ? 401 : 403);
    const [stateAfter, schedulesAfter, activityAfter] = await everything();
    expect([stateAfter, schedulesAfter]).toEqual([state, schedules]);
    const added = activityAfter.slice(activity.length);
    expect(added).toMatchObject([
      { action: 'denied', outcome: 'denied', subject: permission, request_id: context.requestId },
    ]);
    expect(JSON.parse(added[0]?.body ?? '').details).toEqual(
      who === 'anonymous' ? {} : await placeOf(permission),
    );
  });

  it.each(ACTORS.filter(allowed))(
    'is done for %s, with one audit row in the same transaction',
    async (who) => {
      await first?.();
      const context = contextOf(who);
      const [, schedules, activity] = await everything();
      await run(context, input());
      const [, schedulesAfter, activityAfter] = await everything();
      const added = [...schedulesAfter.slice(schedules.length), ...activityAfter.slice(activity.length)];
      expect(added).toMatchObject([{ action: permission, outcome: 'ok', request_id: context.requestId }]);
    },
  );
});

describe.each(COMMANDS.filter(({ permission }) => PLACED(permission)))(
  'the place of $permission',
  ({ permission, run, input, first }) => {
    it('is refused to whoever may do it for another team or elsewhere only', async () => {
      await first?.();
      for (const place of [
        { teamId: foreignTeamId, environmentId: null },
        { teamId: null, environmentId: foreignEnvironmentId },
        { teamId, environmentId: foreignEnvironmentId },
      ]) {
        const context = contextOf('administrator', place);
        const [state, schedules, activity] = await everything();
        const error = await run(context, input()).catch((thrown: RotaError) => thrown);
        expect(error).toMatchObject({ status: 403 });
        expect((error as RotaError).message).toContain('You may do this elsewhere, but not here');
        const [stateAfter, schedulesAfter, activityAfter] = await everything();
        expect([stateAfter, schedulesAfter]).toEqual([state, schedules]);
        const added = activityAfter.slice(activity.length);
        expect(added).toMatchObject([
          { action: 'denied', outcome: 'denied', subject: permission, request_id: context.requestId },
        ]);
        expect(JSON.parse(added[0]?.body ?? '').details).toEqual(await placeOf(permission));
      }
    });

    it('is done for whoever may do it for this team', async () => {
      await first?.();
      await expect(
        run(contextOf('administrator', { teamId, environmentId: null }), input()),
      ).resolves.toBeTruthy();
    });
  },
);

it('refuses before it looks at the input, and says nothing of what is there', async () => {
  await expect(createSchedule(contextOf('viewer'), null)).rejects.toMatchObject({ status: 403 });
  await expect(states.pauseSchedule(contextOf('anonymous'), { id: past })).rejects.toMatchObject({
    status: 401,
  });
});

const everything = async () =>
  [
    await stateOf(product.database),
    await auditRows(product.database, 'schedule'),
    await auditRows(product.database, 'activity'),
  ] as const;

it('begins again where the database found that two acts waited for each other', async () => {
  let [attempts, met] = [0, () => {}];
  const both = new Promise<void>((resolve) => {
    met = resolve;
  });
  const locking = command({
    permission: 'schedule.pause',
    input: z.strictObject({ first: z.int(), second: z.int() }),
    at: SOMEWHERE,
    async run(tx, _context, { first, second }) {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${first}::int)`;
      attempts += 1;
      if (attempts === 2) met();
      await both;
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${second}::int)`;
      return {
        result: first,
        entry: { audit: 'activity', action: 'schedule.retry-sync', subject: 'A lock' },
      };
    },
  });
  const operator = contextOf('operator');
  const acts = [locking(operator, { first: 1, second: 2 }), locking(operator, { first: 2, second: 1 })];
  expect(await Promise.all(acts)).toEqual([1, 2]);
  expect(attempts).toBe(3);
});
