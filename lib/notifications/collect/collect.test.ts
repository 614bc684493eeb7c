import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { db } from '@/lib/db';
import { keepLane } from '@/lib/dispatch/engine/lane';
import { failingTurn } from '@/lib/dispatch/failing';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { startFreeze } from '@/lib/freeze/commands';
import { newId } from '@/lib/id';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { deliveriesOf, drain, dueRuns, failed, SUCCEEDED } from '@/lib/local/test-runs';
import { pauseSchedule } from '@/lib/schedules/state-commands';
import type { Content } from '../content';
import { totalOf, WANTED } from '../kinds';
import { collectTurn } from './collect';
import { noteLate } from './late';

const MINUTE = 60_000;
let product: TestProduct;
let setClock: (at: Date) => Promise<void>;
let now = Date.now();
let environmentId: string;
let teamId: string;
let channelId: string;

const passes = async (ms: number) => {
  now += ms;
  await setClock(new Date(now));
};

beforeAll(async () => {
  product = await startTestProduct({});
  setClock = await stopClock(product.database);
  await passes(0);
  environmentId = (await currentEnvironment()).id;
});
beforeEach(async () => {
  await sql(
    product.database,
    `TRUNCATE notification_channel, notification_event, notification_trouble CASCADE; DELETE FROM drift;
     DELETE FROM worker; DELETE FROM run_queue; UPDATE notification_turn SET at = clock.now(), steady_since = clock.now() - interval '1 h'`,
  );
  teamId = await makeTeam();
  channelId = await listen({ teamId });
});
afterAll(() => product?.stop());

/** A channel that gathers for no time. @returns its id */
async function listen(
  more: { teamId?: string; environmentId?: string; wanted?: string[] } = {},
): Promise<string> {
  const { id } = await db().notificationChannel.create({
    data: {
      id: newId(),
      name: 'Ops',
      kind: 'json',
      secret: '{}',
      host: 'hooks.example.com',
      gatherSeconds: 0,
      repeatMinutes: 15,
      createdBy: 'test',
      // Each leap of the clock would be a silence of all workers.
      wanted: WANTED.filter((kind) => kind !== 'worker_silent'),
      ...more,
    },
  });
  return id;
}

async function told(id = channelId): Promise<Content[]> {
  const rows = await db().notificationMessage.findMany({ where: { channelId: id }, orderBy: { seq: 'asc' } });
  return rows.map(({ content }) => content as unknown as Content);
}

/** One run that is due, and how it ends. */
async function runEnds(
  scheduleId: string,
  answer = failed('It broke.', { permanent: true }),
  slotAt = new Date(now),
) {
  const [id = ''] = await dueRuns(scheduleId, 1, { slotAt, dueAt: slotAt });
  await drain(deliveriesOf(environmentId, async () => answer));
  return id;
}

describe('a run that fails', () => {
  it('is told with its schedule, team, environment and reason, and once', async () => {
    const schedule = await makeSchedule(teamId, { name: 'Statements' });
    await runEnds(schedule.id);
    await collectTurn();
    await collectTurn();
    const { name } = await db().team.findUniqueOrThrow({ where: { id: teamId } });
    expect(await told()).toEqual([
      {
        type: 'trouble',
        topic: 'runs',
        counts: { failed: 1 },
        total: { failed: 1 },
        ended: 0,
        open: 1,
        again: false,
        since: new Date(now).toISOString(),
        schedules: [{ id: schedule.id, name: 'Statements' }],
        more: false,
        teams: [name],
        environment: { id: environmentId, name: 'Test', production: false },
        reason: 'It broke.',
      },
    ]);
    expect(await db().notificationEvent.count()).toBe(0);
  });

  it('is over when its target comes through again, and not by another target', async () => {
    const one = (await makeSchedule(teamId)).id;
    const other = (await makeSchedule(teamId)).id;
    await runEnds(one);
    await collectTurn();
    await passes(MINUTE);
    await runEnds(other, SUCCEEDED);
    await collectTurn();
    expect(await told()).toHaveLength(1);
    await runEnds(one, SUCCEEDED);
    await collectTurn();
    expect((await told()).at(-1)).toMatchObject({
      type: 'recovered',
      counts: {},
      total: { failed: 1 },
      ended: 1,
      open: 0,
    });
    expect(await db().notificationTrouble.count()).toBe(0);
  });

  it('of a schedule that is switched off or moved to another team meanwhile is not told as recovered', async () => {
    const all = await listen();
    const ids = await Promise.all([1, 2, 3].map(async () => (await makeSchedule(teamId)).id));
    for (const id of ids) await runEnds(id);
    await collectTurn();
    const [off, moved, back = ''] = ids;
    await sql(product.database, `UPDATE schedule SET state = 'disabled' WHERE id = '${off}'`);
    await sql(product.database, `UPDATE schedule SET team_id = '${await makeTeam()}' WHERE id = '${moved}'`);
    await passes(MINUTE);
    await runEnds(back, SUCCEEDED);
    await collectTurn();
    expect((await told()).at(-1)).toMatchObject({ type: 'recovered', ended: 1, open: 0 });
    await passes(60 * MINUTE);
    await collectTurn();
    expect((await told(all)).at(-1)).toMatchObject({ type: 'recovered', ended: 1, open: 1 });
  });

  it('of a schedule that is complete is waited for an hour, and keeps the end of the others back no longer', async () => {
    const [once = '', other = ''] = await Promise.all(
      [1, 2].map(async () => (await makeSchedule(teamId)).id),
    );
    for (const id of [once, other]) await runEnds(id);
    await sql(product.database, `UPDATE schedule SET state = 'completed' WHERE id = '${once}'`);
    await collectTurn();
    await passes(MINUTE);
    await runEnds(other, SUCCEEDED);
    await collectTurn();
    expect((await told()).map(({ type }) => type)).not.toContain('recovered');
    await passes(60 * MINUTE);
    await collectTurn();
    await passes(MINUTE);
    await collectTurn();
    expect((await told()).at(-1)).toMatchObject({ type: 'recovered', ended: 1, open: 0 });
  });

  it('is over when it is sent again and comes through', async () => {
    const { id } = await makeSchedule(teamId);
    const run = await runEnds(id);
    await collectTurn();
    await passes(1_000);
    await sql(
      product.database,
      `UPDATE run SET state = 'succeeded', ended_at = clock.now() WHERE id = '${run}'`,
    );
    await collectTurn();
    expect((await told()).map(({ type }) => type)).toEqual(['trouble', 'recovered']);
  });

  it('of another team, environment or kind is not told', async () => {
    const elsewhere = await listen({ teamId: await makeTeam() });
    const late = await listen({ teamId, wanted: ['late', 'recovered'] });
    const all = await listen();
    const { id } = await makeSchedule(teamId);
    await runEnds(id);
    await collectTurn();
    await passes(MINUTE);
    await runEnds(id, SUCCEEDED);
    await collectTurn();
    expect(await Promise.all([elsewhere, late, all].map(async (one) => (await told(one)).length))).toEqual([
      0, 0, 2,
    ]);
  });

  it('is not held back by a run that came through: that writes nothing here', async () => {
    const { id } = await makeSchedule(teamId);
    await runEnds(id, SUCCEEDED);
    expect(await db().notificationEvent.count()).toBe(0);
  });
});

it('counts every run once, whichever worker collects, also those that commit late', async () => {
  const schedules = await Promise.all([1, 2, 3].map(async () => (await makeSchedule(teamId)).id));
  const clients = schedules.map(() => new pg.Client({ connectionString: product.database.url }));
  onTestFinished(async () => {
    for (const client of clients) await client.end();
  });
  await Promise.all(clients.map((client) => client.connect()));
  const fail = async (place: number, count: number) => {
    const ids = await dueRuns(schedules[place] ?? '', count);
    await clients[place]?.query(
      `UPDATE run SET state = 'failed', ended_at = clock_timestamp() WHERE id = ANY ($1)`,
      [ids],
    );
  };
  const collect = () => Promise.all([collectTurn(), collectTurn(), collectTurn()]);
  const sums = async () => (await told()).map(({ counts }) => totalOf(counts));
  await Promise.all(clients.map((client) => client.query('BEGIN')));
  await fail(0, 4);
  await fail(1, 30);
  await clients[1]?.query('COMMIT');
  await collect();
  expect(await sums()).toEqual([30]);
  await fail(2, 500);
  await passes(20 * MINUTE);
  await clients[2]?.query('ROLLBACK');
  await clients[0]?.query('COMMIT');
  await collect();
  expect(await sums()).toEqual([30, 4]);
  expect((await told()).at(-1)).toMatchObject({ again: true, total: { failed: 34 } });
});

it('counts anew what a turn had begun that broke off', async () => {
  await runEnds((await makeSchedule(teamId)).id);
  await sql(product.database, 'ALTER TABLE notification_message ADD CONSTRAINT broken CHECK (false)');
  await expect(collectTurn()).rejects.toThrow('broken');
  await sql(product.database, 'ALTER TABLE notification_message DROP CONSTRAINT broken');
  await collectTurn();
  await collectTurn();
  expect(await told()).toHaveLength(1);
});

describe('beside runs that fail', () => {
  it('runs that were missed, gave up or got no answer are told, each kind with its count', async () => {
    const { id } = await makeSchedule(teamId);
    const slots = [1, 2, 3, 4].map((n) => new Date(now - n * MINUTE));
    const [first, second] = slots;
    const ended = { state: 'missed', reason: 'No worker was up in time.' } as const;
    for (const slotAt of [first, second]) if (slotAt) await dueRuns(id, 1, { slotAt, dueAt: slotAt, ended });
    const [gaveUp, unknown] = await dueRuns(id, 2);
    for (const [run, state] of [
      [gaveUp, 'gave_up'],
      [unknown, 'unknown'],
    ])
      await sql(product.database, `UPDATE run SET state = '${state}', ended_at = now() WHERE id = '${run}'`);
    await collectTurn();
    expect((await told()).map(({ counts }) => counts)).toEqual([{ missed: 2, gave_up: 1, unknown: 1 }]);
  });

  it('a run that began after its grace is late, but not one that a pause or a freeze held', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await makeSchedule(teamId)).id));
    const slotAt = new Date(now);
    const [late = '', paused, ...rest] = ids;
    await passes(301_000);
    await sql(product.database, `UPDATE schedule SET state_at = clock.now() WHERE id = '${paused}'`);
    for (const id of [late, paused ?? '']) await runEnds(id, SUCCEEDED, slotAt);
    await sql(
      product.database,
      `INSERT INTO "freeze" (id, scope, team_id, reason, by, by_name, at, lifted_by, lifted_by_name, lifted_at)
       VALUES ('${newId()}', 'team', '${teamId}', 'x', 'x', 'x', $1, 'x', 'x', clock.now())`,
      [slotAt],
    );
    for (const id of rest) await runEnds(id, SUCCEEDED, slotAt);
    await collectTurn();
    expect(await told()).toMatchObject([
      { counts: { late: 1 }, schedules: [{ id: late }], reason: 'It started 301 s after its time.' },
    ]);
    expect(await db().notificationTrouble.count()).toBe(0);
  });

  it('a run that waits longer than its grace is told while it waits, and not again when it starts', async () => {
    const [waits = '', held = '', frozen = '', grace = ''] = await Promise.all(
      [1, 2, 3, 4].map(async () => (await makeSchedule(await makeTeam())).id),
    );
    await db().notificationChannel.updateMany({ data: { teamId: null } });
    await sql(product.database, `UPDATE schedule SET grace_seconds = 600 WHERE id = '${grace}'`);
    await collectTurn();
    const slotAt = new Date(now + 1_000);
    for (const id of [waits, held, frozen, grace]) await dueRuns(id, 1, { slotAt, dueAt: slotAt });
    await pauseSchedule(contextOf('operator'), { id: held, reason: 'Broken' });
    const { teamId: team } = await db().schedule.findUniqueOrThrow({ where: { id: frozen } });
    await startFreeze(contextOf('operator'), { scope: 'team', teamId: team, reason: 'Release' });
    for (let i = 0; i < 6; i += 1) {
      await passes(50_000);
      await keepLane(environmentId);
      await collectTurn();
    }
    expect(await told()).toEqual([]);
    await passes(2_000);
    await collectTurn();
    await collectTurn();
    expect(await told()).toMatchObject([
      { counts: { late: 1 }, schedules: [{ id: waits }], reason: 'It has not started 301 s after its time.' },
    ]);
    await drain(deliveriesOf(environmentId, async () => SUCCEEDED));
    expect(await db().run.findFirst({ where: { scheduleId: waits } })).toMatchObject({ state: 'succeeded' });
    expect(await db().notificationEvent.count()).toBe(0);
  });

  it('more runs than one turn takes that are late at the same instant, also behind a gate, are each told once', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await makeSchedule(teamId)).id));
    const slotAt = new Date(now);
    for (const id of ids) await dueRuns(id, 1, { slotAt, dueAt: slotAt });
    const gateId = newId();
    await db().gate.create({ data: { id: gateId, environmentId, name: 'CRM', ratePerSecond: 1 } });
    await db().runQueue.updateMany({ where: { scheduleId: ids[0] ?? '' }, data: { gateId } });
    await sql(product.database, 'UPDATE notification_turn SET late_to = clock.now()');
    await passes(300_000);
    await db().$transaction(async (tx) => {
      for (const expected of [2, 3, 3]) {
        await noteLate(tx, 2);
        expect(await tx.notificationEvent.count({ where: { kind: 'late' } })).toBe(expected);
      }
    });
  });

  it('a schedule that paused itself is told', async () => {
    const { id } = await makeSchedule(teamId);
    await sql(
      product.database,
      `UPDATE schedule SET delivery = 'through', pause_after_failures = 1 WHERE id = '${id}'`,
    );
    await passes(1_000);
    await runEnds(id);
    await failingTurn();
    await collectTurn();
    expect(await told()).toMatchObject([{ counts: { failed: 1, paused: 1 } }]);
  });

  it('a sync that failed is told, and that AWS has it now', async () => {
    const { id } = await makeSchedule(teamId);
    const sync = (status: string) =>
      sql(
        product.database,
        `UPDATE schedule_sync SET status = '${status}', error = 'It is wrong.' WHERE schedule_id = '${id}'`,
      );
    await sync('failed');
    await collectTurn();
    await sync('pending');
    await collectTurn();
    await sync('live');
    await collectTurn();
    expect(await told()).toMatchObject([
      { type: 'trouble', topic: 'sync', counts: { sync_failed: 1 }, reason: 'It is wrong.' },
      { type: 'recovered', topic: 'sync' },
    ]);
  });

  it('an environment that can not be reached for a minute is told, without what AWS said', async () => {
    const since = (at: string) =>
      sql(
        product.database,
        `UPDATE environment SET unreachable_since = ${at}, error = 'secret' WHERE id = '${environmentId}'`,
      );
    await since('clock.now()');
    await collectTurn();
    expect(await told()).toEqual([]);
    await passes(61_000);
    await collectTurn();
    await collectTurn();
    await since('NULL');
    await collectTurn();
    const messages = await told();
    expect(messages.map(({ type, counts }) => [type, counts])).toEqual([
      ['trouble', { sync_failed: 1 }],
      ['recovered', {}],
    ]);
    expect(JSON.stringify(messages)).not.toContain('secret');
  });

  it('a change in AWS is told to its team; what is beside all schedules only to a channel for all teams', async () => {
    const all = await listen();
    const { id } = await makeSchedule(teamId);
    const found = (name: string, scheduleId: string | null) =>
      db().drift.create({
        data: { environmentId, name, kind: 'changed', scheduleId, fingerprint: name, foundAt: new Date(now) },
      });
    await found('ours', id);
    await found('theirs', null);
    await db().drift.updateMany({ data: { switchedOff: true } });
    await collectTurn();
    expect(await told()).toMatchObject([{ topic: 'drift', counts: { drift: 1 }, schedules: [{ id }] }]);
    expect(await told(all)).toMatchObject([{ counts: { drift: 2 } }]);
  });
});

describe('workers', () => {
  beforeEach(async () => {
    await db().notificationChannel.updateMany({ data: { wanted: ['worker_silent', 'recovered'] } });
  });
  const worker = (id: string, seenAgo: number, stopped = false) =>
    sql(
      product.database,
      `INSERT INTO worker (id, host, version, started_at, seen_at, stopped_at)
       VALUES ($1, 'host-' || $1, 1, clock.now(), clock.now() - make_interval(secs => $2), CASE WHEN $3 THEN clock.now() END)
       ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at`,
      [id, seenAgo, stopped],
    );

  it('that went silent are told by another one, those that stopped in good order are not', async () => {
    await worker('a', 61);
    await worker('b', 59);
    await worker('c', 600, true);
    await collectTurn();
    await collectTurn();
    await worker('a', 0);
    await collectTurn();
    expect(await told()).toMatchObject([
      {
        topic: 'workers',
        counts: { worker_silent: 1 },
        environment: null,
        reason: expect.stringContaining('host-a'),
      },
      { type: 'recovered' },
    ]);
  });

  it('that went silent have recovered once another one that started since looks after every environment', async () => {
    await worker('a', 61);
    await collectTurn();
    await passes(MINUTE / 2);
    await worker('b', 0);
    await collectTurn();
    expect((await told()).map(({ type }) => type)).toEqual(['trouble']);
    await keepLane(environmentId);
    await collectTurn();
    expect((await told()).map(({ type }) => type)).toEqual(['trouble', 'recovered']);
  });

  it('that stay silent for a day are not waited for any more', async () => {
    await worker('a', 61);
    await collectTurn();
    expect(await db().notificationTrouble.count()).toBe(1);
    await passes(24 * 60 * MINUTE);
    await sql(product.database, 'UPDATE notification_turn SET at = clock.now()');
    await collectTurn();
    await collectTurn();
    expect(await db().notificationTrouble.count()).toBe(0);
    expect(await told()).toHaveLength(1);
  });

  it('all of which were silent are told by the first that is back; the others have time to come back too', async () => {
    await worker('a', 0);
    await collectTurn();
    await passes(10 * MINUTE);
    await collectTurn();
    await worker('a', 0);
    await passes(40_000);
    await worker('a', 0);
    await collectTurn();
    const messages = await told();
    expect(messages).toMatchObject([{ topic: 'workers', counts: { worker_silent: 1 } }]);
    expect(messages[0]?.reason).toMatch(/^No worker was at work from .* to .* UTC\.$/);
  });
});
