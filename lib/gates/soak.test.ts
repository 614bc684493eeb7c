import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/local/postgres/test-database';
import { rounds } from '@/lib/local/rounds';
import { startChild, type TestChild } from '@/lib/local/test-child';
import { TEST_PLACE, testEnv } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';

const GATES = 20;
const SCHEDULES_EACH = 5;
const WORKERS = 3;
const SECONDS = rounds(4, 60);
/** So often is a worker killed. */
const KILL_EVERY_MS = rounds(1_500, 3_000);
const WAITING = rounds(250, 20_000);
/** How much of what their gates allow they use: little is asked of a short round, since a busy machine starts workers slowly. */
const LEAST_USED = rounds(0.2, 0.95);
const OUTAGE = { rate: rounds(100, 200), burst: 20, ramp: rounds(3, 60) };

let database: TestDatabase;
let env: Record<string, string>;
const workers: TestChild[] = [];
let started = 0;
/** What workers that were killed had sent. */
const before: Sent[] = [];

type Sent = { gateId: string; runId: string; scheduleId: string; at: number };
const isSent = (line: object): line is Sent => 'at' in line;
/** What went to gates whose ids begin so, in its order. */
const sentTo = (gates: string): Sent[] =>
  [...before, ...workers.flatMap(({ lines }) => lines as object[]).filter(isSent)]
    .filter(({ gateId }) => gateId.startsWith(gates))
    .toSorted((a, b) => a.at - b.at);
const now = () => Number(process.hrtime.bigint()) / 1e6;

beforeAll(async () => {
  database = await createTestDatabase();
  env = { ...testEnv(database), LOG_LEVEL: 'silent' };
  await sql(
    database,
    `INSERT INTO team (id, name) VALUES ('team', 'Team');
     INSERT INTO environment (id, name, account_id, region, group_name)
       VALUES ('gategategategate', 'Gates', '${TEST_PLACE.accountId}', '${TEST_PLACE.region}', 'rota')`,
  );
  await Promise.all(Array.from({ length: WORKERS }, (_, place) => boot(place)));
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await database?.drop();
});

async function boot(place: number): Promise<void> {
  const old = workers[place];
  if (old) before.push(...(old.lines as object[]).filter(isSent));
  started += 1;
  const worker = startChild('lib/local/test-gate-worker.ts', { ...env, WORKER: `worker-${started}` });
  workers[place] = worker;
  await worker.until((line) => line.ready === true);
}

type Wanted = { name: string; gates: number; schedules: number; runs: number; gate: string; ago: string };

/** Gates with schedules of one target each, and runs of each that wait since then, in place of all that was there. */
async function fill(wanted: Wanted): Promise<void> {
  try {
    await replaceBy(wanted);
  } catch (error) {
    // Workers that go on lock the same tables in another order, and Postgres chose this one.
    if ((error as { code?: string }).code !== '40P01') throw error;
    await fill(wanted);
  }
}

const replaceBy = ({ name, gates, schedules, runs, gate, ago }: Wanted) =>
  sql(
    database,
    `TRUNCATE run, run_queue, run_attempt, target, schedule, gate CASCADE;
     INSERT INTO gate (id, environment_id, name, rate_per_second, burst, ramp_seconds)
       SELECT '${name}' || n, 'gategategategate', '${name} ' || n, ${gate} FROM generate_series(0, ${gates - 1}) n;
     INSERT INTO schedule (id, environment_id, team_id, name, owner, description, expression, time_zone, delivery, if_late,
         created_by, updated_by)
       SELECT 's' || g || '-' || s, 'gategategategate', 'team', 's' || g || '-' || s, 'owner', '', 'cron(0 9 1 1 ? *)', 'UTC',
         'through', 'all', 'soak', 'soak' FROM generate_series(0, ${gates - 1}) g, generate_series(1, ${schedules}) s;
     INSERT INTO target (id, schedule_id, position, kind, arn, role_arn, settings, retry_attempts, max_age_seconds,
         safe_to_repeat, gate_id)
       SELECT 't' || id, id, 0, 'sqs', 'arn:aws:sqs:eu-central-1:000000000000:q', 'arn:aws:iam::000000000000:role/r', '{}',
         185, 86400, true, '${name}' || substring(id FROM '^s(\\d+)') FROM schedule;
     WITH made AS (
       INSERT INTO run (id, slot_at, environment_id, schedule_id, target_id, origin, nominal_at, generation)
       SELECT 'run' || id || '-' || n, at, 'gategategategate', id, 't' || id, 'clock', at, 1
       FROM schedule, generate_series(1, ${runs}) n, LATERAL (SELECT now() - interval '${ago}' - n * interval '1 ms' AS at) x
       RETURNING id, slot_at, schedule_id, target_id)
     INSERT INTO run_queue (run_id, slot_at, environment_id, schedule_id, target_id, priority, visible_at, since, nominal_at)
       SELECT id, slot_at, 'gategategategate', schedule_id, target_id, 1, slot_at, slot_at, slot_at FROM made;
     UPDATE gate_state SET asked_at = now() - interval '${ago}';
     ANALYZE run_queue`,
  );

/** By how many the fullest window is over what its gate allows; negative where all have room. */
function worstWindow(times: readonly number[], rate: number, burst: number): number {
  let worst = Number.NEGATIVE_INFINITY;
  // Of all windows that end with a send, the fullest begins where its number minus its share of the rate is least.
  let least = Number.POSITIVE_INFINITY;
  for (const [i, at] of times.entries()) {
    least = Math.min(least, i - (rate * at) / 1_000);
    worst = Math.max(worst, i + 1 - (rate * at) / 1_000 - least - burst);
  }
  return worst;
}

it('holds every gate in every window whoever is killed, and is used and fair', async () => {
  const rateOf = (gate: number) => 2 + (gate % 4) * 2;
  const burstOf = (gate: number) => 3 + rateOf(gate) + (gate % 3);
  await fill({
    name: 'even',
    gates: GATES,
    schedules: SCHEDULES_EACH,
    runs: SECONDS * 6 + 40,
    gate: '2 + (n % 4) * 2, 5 + (n % 4) * 2 + n % 3, 0',
    ago: '1 second',
  });
  // By then what was saved up is gone: it would count as used.
  await sleep(rounds(0, 1_500));
  const from = now();
  let kills = 0;
  while (now() - from < SECONDS * 1_000) {
    await sleep(Math.min(KILL_EVERY_MS, Math.max(0, SECONDS * 1_000 - (now() - from))));
    const place = kills % WORKERS;
    await workers[place]?.kill();
    kills += 1;
    await boot(place);
  }
  const until = now();
  const all = sentTo('even');
  const gates = Array.from({ length: GATES }, (_, gate) => {
    const its = all.filter(({ gateId }) => gateId === `even${gate}`);
    const times = its.map(({ at }) => at);
    const inTime = times.filter((at) => at >= from && at < until).length;
    const counts = Array.from(
      { length: SCHEDULES_EACH },
      (_, s) =>
        new Set(its.filter((one) => one.scheduleId === `s${gate}-${s + 1}`).map(({ runId }) => runId)).size,
    );
    return {
      over: worstWindow(times, rateOf(gate), burstOf(gate)),
      used: inTime / ((rateOf(gate) * (until - from)) / 1_000),
      spread: Math.max(...counts) - Math.min(...counts),
    };
  });
  const used = gates.reduce((sum, one) => sum + one.used, 0) / GATES;
  const over = Math.max(...gates.map((one) => one.over));
  process.stdout.write(
    `${all.length} runs through ${GATES} gates in ${((until - from) / 1_000).toFixed(1)} s, ${kills} workers killed: used ${(100 * used).toFixed(1)} % (least ${(100 * Math.min(...gates.map((one) => one.used))).toFixed(1)} %), fullest window ${over.toFixed(2)} over.\n`,
  );
  expect(over).toBeLessThanOrEqual(1e-6);
  expect(used).toBeGreaterThanOrEqual(LEAST_USED);
  expect(Math.min(...gates.map((one) => one.used))).toBeGreaterThan(0);
  // What a killed worker held comes again after the others.
  expect(Math.max(...gates.map(({ spread }) => spread))).toBeLessThanOrEqual(4 + kills);
  expect(kills).toBeGreaterThan(0);
}, 600_000);

it('drains what waited through an outage by a slow start, without a spike', async () => {
  const { rate, burst, ramp } = OUTAGE;
  await fill({
    name: 'flood',
    gates: 1,
    schedules: SCHEDULES_EACH,
    runs: WAITING / SCHEDULES_EACH,
    gate: `${rate}, ${burst}, ${ramp}`,
    ago: '10 minutes',
  });
  while (new Set(sentTo('flood').map(({ runId }) => runId)).size < WAITING) await sleep(200);
  const times = sentTo('flood').map(({ at }) => at);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const seconds = Array.from(
    { length: Math.ceil((last - first) / 1_000) },
    (_, second) => times.filter((at) => Math.floor((at - first) / 1_000) === second).length,
  );
  process.stdout.write(`${WAITING} runs that waited, by the second: ${seconds.join(' ')}\n`);
  const shareAt = (second: number) => Math.min(1, 0.1 + (0.9 * second) / ramp);
  for (const [second, count] of seconds.entries())
    expect(count).toBeLessThanOrEqual(rate * shareAt(second + 1) + burst);
  const ideal = WAITING / rate + 0.45 * ramp;
  expect((last - first) / 1_000).toBeLessThanOrEqual(ideal * 1.5 + 1);
  expect(worstWindow(times, rate, burst)).toBeLessThanOrEqual(1e-6);
}, 600_000);
