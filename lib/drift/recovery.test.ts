import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { completeFinished } from '@/lib/dispatch/completion';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { backUp } from '@/lib/local/test-backup';
import { makeSchedule, makeTeam, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsOf, awsSchedules, settle, syncOf, syncTurn } from '@/lib/local/test-sync';
import { updateSchedule } from '@/lib/schedules/commands';
import { getSchedule } from '@/lib/schedules/queries';
import { restoreSchedule } from '@/lib/schedules/restore';
import * as states from '@/lib/schedules/state-commands';
import { MARK_TAG } from '@/lib/sync/audit-mark';
import { forgetGroups } from '@/lib/sync/group';
import { idsIn } from '@/lib/sync/plan';
import { reconcile } from '@/lib/sync/reconcile';
import { scanPage } from '@/lib/sync/scan';
import { writeMark } from '@/lib/sync/write-mark';
import { acceptTheirs } from './accept';
import { endRecovery } from './end-recovery';
import { decideLost } from './lost';
import { restoreOurs } from './restore';
import { seenOf } from './theirs';

let product: TestProduct<{ aws: true }>;
let teamId: string;
let environmentId: string;
const editor = contextOf('editor');
const admin = contextOf('administrator');
const reason = 'Yesterday’s backup';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
});
afterAll(() => product?.stop());
beforeEach(async () => {
  teamId = await makeTeam();
  environmentId = (await currentEnvironment()).id;
});
afterEach(async () => {
  await tagGroup(null);
  await sql(
    product.database,
    'UPDATE environment_sync SET recovery_since = NULL, tagged_at = NULL, tagged_seq = NULL',
  );
  await sql(product.database, 'TRUNCATE local_aws.schedule, aws_schedule, drift CASCADE');
  await sql(product.database, `UPDATE schedule SET state = 'deleted'`);
  await sql(
    product.database,
    `UPDATE schedule_sync SET due_at = NULL, status = 'live', lease_token = NULL, lease_until = NULL`,
  );
});

/** Writes the tags of the group from outside. */
async function tagGroup(mark: string | null): Promise<void> {
  const { id } = await db().installation.findFirstOrThrow();
  const tags = [{ Key: 'rota:installation', Value: id }, ...(mark ? [{ Key: MARK_TAG, Value: mark }] : [])];
  await sql(product.database, `UPDATE local_aws.schedule_group SET tags = $1 WHERE name = 'rota'`, [
    JSON.stringify(tags),
  ]);
}

const writes = () => product.network.calls.filter(({ method }) => method !== 'GET').length;
const syncState = () => db().environmentSync.findUniqueOrThrow({ where: { environmentId } });

async function scan(): Promise<void> {
  await sql(product.database, 'UPDATE environment_scan SET due_at = now()');
  for (let going = true; going; ) going = await scanPage(environmentId);
}

/** Lets the worker do all that it wants to do, also what it is refused for now. */
async function work(): Promise<void> {
  await sql(product.database, 'UPDATE schedule_sync SET due_at = now() WHERE due_at IS NOT NULL');
  await syncTurn(environmentId);
  await completeFinished();
}

/** Several people work at once. What they left paused when the last of them stops is what may not be lost. */
async function load(ids: string[], acts: number): Promise<void> {
  let left = acts;
  const person = async (own: string[]) => {
    for (let i = 0; left > 0; i += 1) {
      left -= 1;
      const at = i % own.length;
      const id = own[at] ?? '';
      const { state, generation, name, targets } = await db().schedule.findUniqueOrThrow({
        where: { id },
        include: { targets: true },
      });
      const chance = (i * 7 + own.length * 3 + at) % 10;
      if (state === 'deleted' || chance === 0)
        own[at] = (await makeSchedule(teamId, { targets: [TARGETS.sqs] })).id;
      else if (chance === 1) await states.deleteSchedule(editor, { id, reason: 'Load', confirmName: name });
      else if (state === 'paused' && chance < 5) await states.resumeSchedule(editor, { id });
      else if (state === 'on' && chance < 8) await states.pauseSchedule(editor, { id, reason: 'Load' });
      else {
        const kept = { ...TARGETS.sqs, id: targets[0]?.id };
        const schedule = scheduleFields(teamId, {
          name,
          expression: `rate(${10 + i} minutes)`,
          targets: [kept],
        });
        await updateSchedule(editor, { id, generation, schedule });
      }
      await reconcile(id);
      await reconcile(own[at] ?? '');
    }
  };
  const shares = Array.from({ length: 4 }, (_, n) => ids.filter((_, i) => i % 4 === n));
  await Promise.all(shares.map(person));
  await settle(product.database);
}

type Standing = { id: string; state: string; generation: number };
const standing = () =>
  sql<Standing>(
    product.database,
    `SELECT id, state::text, generation FROM schedule WHERE state <> 'deleted' ORDER BY id`,
  );
const inAws = async () =>
  (await awsSchedules(product.database)).map(({ scheduleId, body }) => `${scheduleId} ${body.State}`).sort();

const undecided = () => db().drift.findMany({ where: { decision: null } });

async function decideAll(decision: 'accept' | 'restore'): Promise<void> {
  const rows = await undecided();
  const known = new Set(rows.flatMap(({ scheduleId }) => scheduleId ?? []));
  const decide = decision === 'accept' ? acceptTheirs : restoreOurs;
  for (const id of known)
    await decide(admin, { id, reason, seen: seenOf(rows.filter((row) => row.scheduleId === id)) });
  const lost = rows.filter(({ scheduleId }) => scheduleId === null);
  for (const id of new Set(lost.map(({ name }) => idsIn(name)?.scheduleId ?? ''))) {
    const seen = seenOf(lost.filter(({ name }) => name.endsWith(id)));
    await decideLost(admin, { environmentId, id, decision, teamId, owner: 'Finance', reason, seen });
  }
}

describe('a database that was restored from an hour ago', () => {
  it.each([
    ['whose processes were started anew', true, true],
    ['under processes that kept running', true, false],
    ['where AWS has no tag', false, true],
  ])(
    '%s loses no pause, and writes nothing to AWS until an administrator decided',
    async (_, tagged, restarted) => {
      const ids: string[] = [];
      for (let i = 0; i < 16; i += 1) ids.push((await makeSchedule(teamId, { targets: [TARGETS.sqs] })).id);
      await settle(product.database);
      const restore = await backUp(product.database);
      await load([...ids], 60);
      if (tagged) expect(await writeMark(environmentId)).toBe(true);
      const lost = await standing();
      const aws = await inAws();

      await restore();
      if (restarted) forgetGroups();
      const before = writes();
      // Somebody saves before anybody has noticed.
      const [first = ''] = ids;
      await sql(product.database, 'UPDATE schedule_sync SET due_at = now() WHERE schedule_id = $1', [first]);
      await syncTurn(environmentId);
      await scan();
      await work();
      await scan();
      expect(await syncState()).toMatchObject({ recoverySince: expect.any(Date) });
      expect(writes()).toBe(before);
      expect(await inAws()).toEqual(aws);
      await expect(endRecovery(admin, { environmentId, reason })).rejects.toThrow(/yet to be/);

      await decideAll('accept');
      await work();
      await scan();
      await work();
      expect(writes()).toBe(before);
      await endRecovery(admin, { environmentId, reason });
      await settle(product.database);
      await scan();
      await settle(product.database);
      const states = ({ id, state }: Standing) => `${id} ${state}`;
      expect((await standing()).map(states)).toEqual(lost.map(states));
      expect(await inAws()).toEqual(aws);
      const paused = lost.filter(({ state }) => state === 'paused');
      expect(paused.length).toBeGreaterThan(2);
      for (const { id } of lost) expect(await syncOf(id)).toMatchObject({ status: 'live' });
      expect(await db().drift.count()).toBe(0);
      expect(await syncState()).toMatchObject({ recoverySince: null });
      console.info(
        `${lost.length} schedules, ${paused.length} of them paused, none lost; ${aws.length} in AWS`,
      );
    },
  );

  it('can have its own way too: ours is restored, what is extra is removed', async () => {
    const { id } = await makeSchedule(teamId);
    await settle(product.database);
    const restore = await backUp(product.database);
    await states.pauseSchedule(editor, { id, reason: 'Lost' });
    const extra = await makeSchedule(teamId);
    await settle(product.database);
    await restore();
    await scan();
    await work();
    const seen = seenOf(await db().drift.findMany({ where: { scheduleId: id } }));
    await expect(restoreOurs(editor, { id, reason, seen })).rejects.toMatchObject({ code: 'forbidden' });
    await decideAll('restore');
    await scan();
    await work();
    await endRecovery(admin, { environmentId, reason });
    const ended = (await auditRows(product.database, 'activity')).at(-1);
    expect(JSON.parse(ended?.body ?? '')).toMatchObject({
      action: 'recovery.end',
      details: { restored: { schedule: { kept: 0, last: 0 }, activity: { kept: 0, last: 0 } } },
    });
    await settle(product.database);
    await scan();
    expect(await awsOf(product.database, extra.id)).toEqual([]);
    expect(await awsOf(product.database, id)).toMatchObject([{ generation: 3, body: { State: 'ENABLED' } }]);
  });

  it('takes back a target that was added since, whose input is all secret now, and a schedule that was brought back', async () => {
    const { id, generation } = await makeSchedule(teamId, { targets: [TARGETS.sqs] });
    const gone = await makeSchedule(teamId, { targets: [TARGETS.lambda] });
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id: gone.id } });
    await states.deleteSchedule(editor, { id: gone.id, reason: 'By mistake', confirmName: name });
    await settle(product.database);
    const restore = await backUp(product.database);
    const [kept] = await db().target.findMany({ where: { scheduleId: id } });
    const targets = [
      { ...TARGETS.sqs, id: kept?.id },
      { ...TARGETS.lambda, input: '{"token":"hunter2"}' },
    ];
    const changed = scheduleFields(teamId, { expression: 'rate(7 minutes)', targets });
    await updateSchedule(editor, { id, generation, schedule: changed });
    const before = {
      state: 'on',
      stateReason: null,
      pauseUntil: null,
      missedAt: null,
      teamId,
      owner: 'A',
      tags: [],
    };
    await restoreSchedule(editor, { id: gone.id, generation: 2, reason: 'Back', before });
    await settle(product.database);
    const aws = await inAws();
    await restore();
    await scan();
    await work();
    expect((await undecided()).map(({ kind }) => kind).sort()).toEqual(['changed', 'extra', 'extra']);
    expect(JSON.stringify(await undecided())).not.toContain('hunter2');
    await decideAll('accept');
    await scan();
    await work();
    await endRecovery(admin, { environmentId, reason });
    await settle(product.database);
    await scan();
    expect(await inAws()).toEqual(aws);
    const again = await getSchedule(editor, id);
    expect(again).toMatchObject({ expression: 'rate(7 minutes)', state: 'on', generation: 3 });
    expect(again.targets.map((target) => target.secretFields)).toEqual([[], ['/token']]);
    expect(JSON.stringify(await auditRows(product.database, 'schedule'))).not.toContain('hunter2');
    expect(JSON.stringify(await awsOf(product.database, id))).toContain('hunter2');
    expect(await getSchedule(editor, gone.id)).toMatchObject({ name, state: 'on', generation: 4 });
  });

  it('completes nothing meanwhile, and says when it began and ended', async () => {
    const { id } = await makeSchedule(teamId, { expression: 'at(2199-01-01T00:00:00)' });
    await settle(product.database);
    await sql(product.database, `UPDATE schedule SET expression = 'at(2020-01-01T00:00:00)' WHERE id = $1`, [
      id,
    ]);
    await sql(
      product.database,
      `UPDATE schedule_clock SET next_run_at = NULL, last_slot_at = now() - interval '2 hours', over_at = now() - interval '2 hours' WHERE schedule_id = $1`,
      [id],
    );
    await sql(
      product.database,
      `UPDATE local_aws.schedule SET body = replace(body, ' g1 ', ' g9 '), modified_at = modified_at + 1 WHERE name LIKE '%' || $1`,
      [id],
    );
    await scan();
    await work();
    expect((await auditRows(product.database, 'activity')).at(-1)).toMatchObject({
      action: 'recovery.begin',
    });
    expect(await completeFinished()).toEqual([]);
    await sql(product.database, 'UPDATE environment_sync SET recovery_since = NULL');
    expect(await completeFinished()).toEqual([id]);
  });
});

describe('the tag of a group', () => {
  it('tells two copies apart that went different ways, whichever is longer', async () => {
    await makeSchedule(teamId);
    await settle(product.database);
    const copy = await backUp(product.database);
    await makeSchedule(teamId);
    await settle(product.database);
    expect(await writeMark(environmentId)).toBe(true);
    await copy();
    for (let i = 0; i < 3; i += 1) await makeSchedule(teamId);
    forgetGroups();
    await work();
    expect(await syncState()).toMatchObject({ recoveryReason: expect.stringContaining('different ways') });
  });

  it('is written at most once a minute, only where the audit has gone on, and never backwards', async () => {
    await makeSchedule(teamId);
    await settle(product.database);
    expect(await writeMark(environmentId)).toBe(true);
    await makeSchedule(teamId);
    expect(await writeMark(environmentId)).toBe(false);
    const minute = () =>
      sql(product.database, `UPDATE environment_sync SET tagged_at = now() - interval '61 seconds'`);
    await minute();
    expect(await writeMark(environmentId)).toBe(true);
    await minute();
    expect(await writeMark(environmentId)).toBe(false);
    await tagGroup('999999');
    await makeSchedule(teamId);
    await minute();
    expect(await writeMark(environmentId)).toBe(false);
    expect(await syncState()).toMatchObject({ recoveryReason: expect.stringContaining('999999') });
  });
});
