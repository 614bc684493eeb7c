import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningPostgres, startPostgres } from '@/lib/local/postgres/launcher';
import { migrateDatabase } from '@/lib/local/postgres/migrate';
import { provisionDatabase } from '@/lib/local/postgres/provision';
import type { TestDatabase } from '@/lib/local/postgres/test-database';
import { rounds } from '@/lib/local/rounds';
import { startChild, type TestChild } from '@/lib/local/test-child';
import { startDispatchQueue } from '@/lib/local/test-dispatch-queue';
import { TEST_PLACE, testEnv } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { slotMessage } from './intake/message';

const DELIVERIES = rounds(1_500, 100_000);
const SCHEDULES = 100;
const SLOTS = DELIVERIES / SCHEDULES;
const DUPLICATES = DELIVERIES / 5;
/** So many requests in a row are answered with 503. */
const REFUSED = DELIVERIES / 50;
const WORKERS = 3;
const LOOK_EVERY_MS = 500;
const MINUTE = 60_000;

let dataDir: string;
let postgres: RunningPostgres;
let database: TestDatabase;
let queue: Awaited<ReturnType<typeof startDispatchQueue>>;
let receiver: Server;
let env: Record<string, string>;
let port: number | undefined;
const workers: TestChild[] = [];

/** How often each run arrived at the target, the slot of each that had its effect there, and how often it answered 503. */
const arrived = new Map<string, number>();
const effects = new Map<string, string>();
let refused = 0;
/** Called as soon as so many slots have had their effect. */
let awaited: { count: number; reached: () => void } | null = null;

const bootPostgres = () => startPostgres({ dataDir: path.join(dataDir, 'pg'), ...(port && { port }) });

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'rota-soak-'));
  postgres = await bootPostgres();
  port = postgres.port;
  const urls = await provisionDatabase({ superuserUrl: postgres.superuserUrl, database: 'rota' });
  await migrateDatabase(urls.migrationUrl);
  const superuserUrl = postgres.superuserUrl.replace(/postgres$/, 'rota');
  database = { ...urls, url: urls.appUrl, superuserUrl, drop: async () => undefined };
  queue = await startDispatchQueue('rota-dispatch');
  receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      const { runId, slot } = JSON.parse(text) as { runId: string; slot: string };
      arrived.set(runId, (arrived.get(runId) ?? 0) + 1);
      const broken = effects.size >= DELIVERIES * 0.4 && refused < REFUSED;
      if (broken) refused += 1;
      // Idempotent: what comes again as the same run has its effect no second time.
      else effects.set(runId, slot);
      if (awaited && effects.size >= awaited.count) awaited.reached();
      response.writeHead(broken ? 503 : 200).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  env = {
    ...testEnv(database),
    LOG_LEVEL: 'silent',
    AWS_ENDPOINT_URL_SQS: queue.endpoint,
    RECEIVER: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
  };
  await sql(database, content(queue.arn));
}, 120_000);

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  receiver?.close();
  await queue?.close();
  await postgres?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const idOf = (n: number) => `sched${String(n).padStart(11, '0')}`;

/** Schedules of every minute whose runs a target that is safe to repeat gets, and nobody plans. */
const content = (queueArn: string) => `
  INSERT INTO team (id, name) VALUES ('team', 'Team');
  INSERT INTO environment (id, name, account_id, region, group_name, dispatch_queue_arn)
    VALUES ('soaksoaksoaksoak', 'Soak', '${TEST_PLACE.accountId}', '${TEST_PLACE.region}', 'rota', '${queueArn}');
  INSERT INTO schedule (id, environment_id, team_id, name, owner, description, expression, time_zone, delivery, if_late,
      created_by, updated_by, updated_at, state_at)
    SELECT 'sched' || to_char(n, 'FM00000000000'), 'soaksoaksoaksoak', 'team', 'Schedule ' || n, 'owner', '', 'cron(* * * * ? *)',
      'UTC', 'through', 'all', 'soak', 'soak', now() - interval '1 year', now() - interval '1 year' FROM generate_series(0, ${SCHEDULES - 1}) n;
  INSERT INTO target (id, schedule_id, position, kind, arn, role_arn, settings, retry_attempts, max_age_seconds, safe_to_repeat)
    SELECT replace(id, 'sched', 'targt'), id, 0, 'sqs', 'arn:aws:sqs:eu-central-1:000000000000:q',
      'arn:aws:iam::000000000000:role/r', '{}', 185, 86400, true FROM schedule`;

/** Every slot once, and a fifth of them twice, in an order of its own. */
function messages(): string[] {
  const newest = Math.floor(Date.now() / MINUTE) * MINUTE;
  const slots = Array.from({ length: DELIVERIES }, (_, i) => {
    const at = new Date(newest - Math.floor(i / SCHEDULES) * MINUTE).toISOString().replace('.000', '');
    return slotMessage(idOf(i % SCHEDULES)).replace('<aws.scheduler.scheduled-time>', at);
  });
  const step = Math.floor(DELIVERIES / DUPLICATES);
  return [...slots, ...slots.filter((_, i) => i % step === 0)];
}

let starts = 0;
async function boot(place: number): Promise<void> {
  starts += 1;
  workers[place] = startChild('lib/local/test-worker.ts', { ...env, WORKER: `worker-${starts}` });
  await workers[place].until((line) => line.ready === true);
}

async function restartPostgres(): Promise<void> {
  process.kill(postgres.pid, 'SIGKILL');
  postgres = await bootPostgres();
}

const done = async () => {
  const [row] = await sql<{ count: number }>(
    database,
    "SELECT count(*)::int FROM run WHERE state = 'succeeded'",
  );
  return row?.count ?? 0;
};

const effectsAre = (count: number) =>
  new Promise<void>((reached) => {
    awaited = { count, reached };
    if (effects.size >= count) reached();
  });

/** So often something is killed, in the middle of what goes on: every few seconds. */
const KILLS = rounds(8, 48);
const OF_THE_DATABASE = [KILLS / 4, (KILLS * 5) / 8];

it(`delivers ${DELIVERIES} runs with a fifth of the messages twice, whatever is killed meanwhile`, async () => {
  await Promise.all(Array.from({ length: WORKERS }, (_, place) => boot(place)));
  const posted = queue.post(messages());
  let kills = 0;
  let restarts = 0;
  for (let time = 1; time <= KILLS; time += 1) {
    await effectsAre(Math.floor((DELIVERIES * time) / (KILLS + 1)));
    if (OF_THE_DATABASE.includes(time)) {
      await restartPostgres();
      restarts += 1;
      continue;
    }
    const place = kills % WORKERS;
    await workers[place]?.kill();
    kills += 1;
    await boot(place);
  }
  await posted;
  while ((await done()) < DELIVERIES) await sleep(LOOK_EVERY_MS);
  await agree();
  const sent = [...arrived.values()].reduce((sum, times) => sum + times, 0);
  process.stdout.write(
    `${effects.size} effects of ${sent} requests; ${refused} answered 503; ${kills} workers and ${restarts} databases killed.\n`,
  );
  expect(effects.size).toBe(DELIVERIES);
  expect(new Set(effects.values()).size).toBe(DELIVERIES);
  expect([kills, restarts]).toEqual([KILLS - OF_THE_DATABASE.length, OF_THE_DATABASE.length]);
  expect(refused).toBe(REFUSED);
}, 3_600_000);

/** Nothing is left over, every run has an attempt that succeeded, and no request was sent without one. */
async function agree(): Promise<void> {
  const [left] = await sql<{ queued: number; runs: number; slots: number }>(
    database,
    `SELECT (SELECT count(*) FROM run_queue)::int AS queued, count(*)::int AS runs,
       count(DISTINCT (schedule_id, slot_at))::int AS slots FROM run`,
  );
  expect(left).toEqual({ queued: 0, runs: DELIVERIES, slots: SCHEDULES * SLOTS });
  const attempts = await sql<{ id: string; attempts: number; written: number; succeeded: number }>(
    database,
    `SELECT r.id, r.attempts, count(a.*)::int AS written, count(*) FILTER (WHERE a.outcome = 'succeeded')::int AS succeeded
     FROM run r LEFT JOIN run_attempt a ON a.run_id = r.id AND a.slot_at = r.slot_at GROUP BY r.id, r.attempts`,
  );
  const wrong = attempts.filter(
    ({ id, attempts: counted, written, succeeded }) =>
      counted !== written || succeeded !== 1 || (arrived.get(id) ?? 0) > written,
  );
  expect(wrong).toEqual([]);
}
