import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { createSchedule, updateSchedule } from '@/lib/schedules/commands';
import { pauseSchedule, resumeSchedule } from '@/lib/schedules/state-commands';
import { liftFreeze, startFreeze } from './commands';
import { activeFreezes } from './queries';

let product: TestProduct;
let teamId: string;
let otherTeam: string;
const operator = contextOf('operator');
const reason = 'Incident 4711';
/** Far enough away to be ahead until the tests are over. */
const YEARLY = { expression: 'cron(0 0 1 1 ? *)' };

beforeAll(async () => {
  product = await startTestProduct({});
});
afterAll(() => product?.stop());
beforeEach(async () => {
  teamId = await makeTeam();
  otherTeam = await makeTeam();
});
afterEach(async () => {
  for (const { id } of await activeFreezes(operator)) await lift(id);
});

const freezeTeam = async () => (await startFreeze(operator, { scope: 'team', teamId, reason })).id;
const freezeAll = async () => (await startFreeze(operator, { scope: 'all', reason })).id;
const lift = (id: string) => liftFreeze(operator, { id, reason: 'Over' });
const make = async (team = teamId) => (await makeSchedule(team, YEARLY)).id;
const load = (id: string) => db().schedule.findUniqueOrThrow({ where: { id } });

/** Clocks of the team that go on, and those that are held back. */
const clocks = async () => {
  const [row] = await sql<{ running: number; held: number }>(
    product.database,
    `SELECT count(next_run_at)::int AS running, count(held_run_at)::int AS held FROM schedule_clock WHERE team_id = $1`,
    [teamId],
  );
  return row;
};

it('leaves nothing running that is made at the very same time, and nothing held as it ends', async () => {
  const making = (count: number) =>
    Array.from({ length: count }, () =>
      createSchedule(contextOf('editor'), { schedule: scheduleFields(teamId, YEARLY) }),
    );
  const [id] = await Promise.all([freezeTeam(), ...making(6)]);
  expect(await clocks()).toEqual({ running: 0, held: 6 });
  await Promise.all([lift(id), ...making(6)]);
  expect(await clocks()).toEqual({ running: 12, held: 0 });
});

it.each([
  ['is just being made', async (client: pg.Client, id: string) => client.query(FILL, [id, 1]).then(() => 2)],
  [
    'is just being moved into the team',
    async (client: pg.Client, id: string) => {
      const moved = await make(otherTeam);
      await client.query('UPDATE schedule SET team_id = $2 WHERE id = $1', [moved, teamId]);
      await client.query('UPDATE schedule_clock SET next_run_at = next_run_at WHERE schedule_id = $1', [
        moved,
      ]);
      expect(id).toBeDefined();
      return 2;
    },
  ],
])('waits for what %s, and holds it too', async (_, begin) => {
  const id = await make();
  const client = new pg.Client({ connectionString: product.database.superuserUrl });
  await client.connect();
  await client.query('BEGIN');
  const held = await begin(client, id);
  let done = false;
  const freezing = freezeTeam().finally(() => {
    done = true;
  });
  const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  while (!done && (await sql(product.database, waiting)).length === 0);
  await client.query('COMMIT');
  await client.end();
  await freezing;
  expect(await clocks()).toEqual({ running: 0, held });
});

it('a clock runs just when its schedule is on and no freeze covers it, whatever people do in which order', async () => {
  const ids = [await make(), await make(), await make(otherTeam)];
  const act = fc.record({
    what: fc.constantFrom('freeze', 'freeze all', 'lift', 'pause', 'resume', 'move'),
    which: fc.nat({ max: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), async (acts) => {
      const pairs = acts.map((one, i) => [one, acts[i + 1]] as const).filter((_, i) => i % 2 === 0);
      for (const pair of pairs)
        await Promise.allSettled(
          pair.flatMap((one) => (one ? [perform(one.what, ids[one.which] as string)] : [])),
        );
      const wrong = await sql(
        product.database,
        `SELECT s.id, s.state, c.next_run_at, c.held_run_at FROM schedule s JOIN schedule_clock c ON c.schedule_id = s.id
         WHERE s.id = ANY($1) AND NOT c.stale
           AND ((c.next_run_at IS NOT NULL) <> (s.state = 'on' AND NOT frozen(s.team_id, s.environment_id))
             OR (c.held_run_at IS NOT NULL) <> (s.state = 'on' AND frozen(s.team_id, s.environment_id)))`,
        [ids],
      );
      expect(wrong).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

async function perform(what: string, id: string): Promise<unknown> {
  switch (what) {
    case 'freeze':
      return freezeTeam();
    case 'freeze all':
      return freezeAll();
    case 'lift': {
      const [oldest] = await activeFreezes(operator);
      return oldest && lift(oldest.id);
    }
    case 'pause':
      return pauseSchedule(operator, { id, reason });
    case 'resume':
      return resumeSchedule(operator, { id });
    default: {
      const { generation, teamId: now } = await load(id);
      const schedule = scheduleFields(now === teamId ? otherTeam : teamId, YEARLY);
      return updateSchedule(contextOf('editor'), { id, generation, schedule });
    }
  }
}

it('asks for 10,000 schedules in one transaction, those that run next first, and lifts them in one', async () => {
  const model = await make();
  await sql(product.database, FILL, [model, 10_000]);
  const began = performance.now();
  const { id, schedules } = await startFreeze(operator, { scope: 'team', teamId, reason });
  const frozen = performance.now();
  expect(schedules).toBe(10_001);
  expect(await clocks()).toEqual({ running: 0, held: 10_001 });
  const order = await sql<{ ordered: boolean }>(
    product.database,
    `SELECT bool_and(held_run_at >= before) AS ordered FROM (
       SELECT c.held_run_at, lag(c.held_run_at) OVER (ORDER BY y.due_at, y.schedule_id) AS before
       FROM schedule_sync y JOIN schedule_clock c USING (schedule_id) WHERE c.team_id = $1) x WHERE before IS NOT NULL`,
    [teamId],
  );
  expect(order).toEqual([{ ordered: true }]);
  const lifting = performance.now();
  await lift(id);
  const lifted = performance.now();
  expect(await clocks()).toEqual({ running: 10_001, held: 0 });
  process.stdout.write(
    `10,001 schedules frozen in ${Math.round(frozen - began)} ms, lifted in ${Math.round(lifted - lifting)} ms\n`,
  );
});

/** Copies of a schedule, each with its clock at a time of its own within a day, and its sync. */
const FILL = `
  WITH copy AS (
    INSERT INTO schedule (id, environment_id, team_id, name, owner, tags, expression, time_zone, rate_anchor, created_by, updated_by)
    SELECT substr(md5(random()::text), 1, 16), environment_id, team_id, name || ' ' || i, owner, tags, expression, time_zone,
      rate_anchor, created_by, updated_by
    FROM schedule, generate_series(1, $2::int) i WHERE id = $1 RETURNING id
  ), clock AS (
    INSERT INTO schedule_clock (schedule_id, next_run_at, team_id, state)
    SELECT id, now() + interval '1 hour' + make_interval(secs => (hashtext(id) & 65535)), NULL, NULL FROM copy
  )
  INSERT INTO schedule_sync (schedule_id, status, due_at) SELECT id, 'live', NULL FROM copy`;
