import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { countCallback } from '@/lib/gates/circuit';
import { updateGate } from '@/lib/gates/commands';
import { pass } from '@/lib/gates/pass';
import type { Gate } from '@/lib/generated/prisma/client';
import { makeGate, putBehind } from '@/lib/local/test-gates';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { deliveriesOf, dueRuns, runOf, SUCCEEDED } from '@/lib/local/test-runs';
import { log } from '@/lib/log';
import { cancelRun } from '@/lib/runs/commands/cancel';
import { deleteSchedule, pauseSchedule, resumeSchedule } from '@/lib/schedules/state-commands';
import type { Claimed } from './claim';
import { claimGated } from './gated-claim';
import { settleBusy } from './gated-exclusive';

let product: TestProduct;
let environmentId: string;
let teamId: string;

const change = (text: string, values: unknown[] = []) => sql(product.database, text, values);
const operator = contextOf('operator');
const never = () => new Promise<never>(() => {});

beforeAll(async () => {
  product = await startTestProduct({});
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
beforeEach(() => change('TRUNCATE run, run_queue, run_attempt'));
afterAll(() => product?.stop());

/** So many milliseconds is the clock of this process ahead: what takes long does so without a wait. */
let ahead = 0;
beforeEach(() => {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ahead);
});
afterEach(() => vi.restoreAllMocks());

/** A schedule behind a gate, of its own unless one is named. */
async function behind(fields: Partial<Gate> | string = {}, team = teamId) {
  const gateId =
    typeof fields === 'string' ? fields : await makeGate(product.database, environmentId, fields);
  const { id } = await makeSchedule(team);
  await putBehind(id, gateId);
  return { gateId, id };
}
const stateOf = async (gateId: string) =>
  (await change('SELECT * FROM gate_state WHERE gate_id = $1', [gateId]))[0];
const claim = (gateId: string, room: number) =>
  claimGated({ environmentId, worker: 'worker-1', leaseMs: 30_000 }, gateId, room);

describe('a slow endpoint behind a gate', () => {
  it('leaves places to runs without a gate, and to those of other gates', async () => {
    const slow = await behind();
    const other = await behind();
    await dueRuns(slow.id, 60);
    const begun: string[] = [];
    const deliveries = deliveriesOf(
      environmentId,
      ({ scheduleId }) => {
        begun.push(scheduleId);
        return never();
      },
      { concurrency: 20 },
    );
    for (let turn = 0; turn < 6; turn += 1) await deliveries.turn();
    expect(begun).toHaveLength(11);
    await dueRuns(other.id, 1);
    const free = (await makeSchedule(teamId)).id;
    await dueRuns(free, 20);
    for (let turn = 0; turn < 3; turn += 1) {
      // Gates are looked at again.
      ahead += 10;
      await deliveries.turn();
    }
    expect(begun.filter((id) => id === other.id)).toHaveLength(1);
    expect(begun.filter((id) => id === free).length).toBe(8);
  });

  it.each([
    { places: 50, gated: 18 },
    { places: 4, gated: 1 },
    { places: 1, gated: null },
  ])(
    'has its part of $places places though there is more to do on either side than ever ends',
    async ({ places, gated }) => {
      const { gateId, id } = await behind({ burst: 10_000 });
      await dueRuns(id, 400);
      const free = (await makeSchedule(teamId)).id;
      await dueRuns(free, 400);
      const ends: (() => void)[] = [];
      const held = { gated: 0, free: 0 };
      const order: string[] = [];
      const deliveries = deliveriesOf(
        environmentId,
        async (run) => {
          await run.pass?.();
          const side = run.gateId === gateId ? 'gated' : 'free';
          order.push(side);
          held[side] += 1;
          await new Promise<void>((resolve) => ends.push(resolve));
          held[side] -= 1;
          return SUCCEEDED;
        },
        { concurrency: places },
      );
      // One ends at a time, from either side, and its place is had anew.
      const soon = { interval: 5, timeout: 10_000 };
      const full = async () => {
        await deliveries.turn();
        expect(deliveries.running).toBe(places);
        expect(held.gated + held.free).toBe(places);
      };
      for (let ended = 0; ended < 20 + places; ended += 1) {
        await vi.waitFor(full, soon);
        ends.splice((ended * 7) % places, 1)[0]?.();
        await vi.waitFor(() => expect(deliveries.running).toBeLessThan(places), soon);
      }
      await vi.waitFor(full, soon);
      if (gated === null) expect(order.slice(0, 10).filter((side) => side === 'gated')).toHaveLength(5);
      else expect(held.gated).toBeGreaterThanOrEqual(gated);
      expect(held.free).toBeGreaterThanOrEqual(gated === null ? 0 : Math.floor(places / 4));
      for (const end of ends) end();
      await deliveries.ended();
    },
  );
});

describe('a run in hand', () => {
  /** Until its token is too old; the next one comes in seven minutes. */
  const tooLate = async (gateId: string) => {
    await change('UPDATE gate_state SET tokens = -420 WHERE gate_id = $1', [gateId]);
    ahead += 60;
  };

  /** A worker that has a run of each schedule in hand. */
  async function inHand(schedules: { id: string }[], more: { stop?: AbortSignal } = {}) {
    const runs = (await Promise.all(schedules.map(({ id }) => dueRuns(id, 1)))).map(([run = '']) => run);
    const sent: string[] = [];
    const deliver = async ({ gateId, runId, pass }: Claimed) => {
      await tooLate(gateId ?? '');
      await pass?.();
      sent.push(runId);
      return SUCCEEDED;
    };
    const deliveries = deliveriesOf(environmentId, deliver, { concurrency: 20, ...more });
    const all = async () => {
      await deliveries.turn();
      expect(await db().runQueue.count({ where: { inHand: true } })).toBe(runs.length);
    };
    await vi.waitFor(all, { timeout: 20_000 });
    return { runs, deliveries, sent };
  }
  const ONE = { ratePerSecond: 1, burst: 1 };
  const waits = async (run: string) =>
    expect(await db().runQueue.findUnique({ where: { runId: run } })).toMatchObject({
      worker: null,
      attempts: 0,
      inHand: false,
    });

  it('goes back at once where its worker is stopped', async () => {
    const stop = new AbortController();
    const { runs, deliveries, sent } = await inHand([await behind(ONE)], { stop: stop.signal });
    stop.abort();
    await deliveries.ended();
    await waits(runs[0] ?? '');
    expect(sent).toEqual([]);
  });

  it('waits for its token however slow its gate is, and goes back where a window keeps that shut for long', async () => {
    const [slow, shut] = await Promise.all([1, 2].map(() => behind(ONE)));
    if (!slow || !shut) throw new Error('There are two.');
    const { runs, deliveries, sent } = await inHand([slow, shut]);
    await change(
      "UPDATE gate_state SET window_from = now(), window_until = now() + interval '1 hour' WHERE gate_id = $1",
      [shut.gateId],
    );
    await change('UPDATE gate_state SET tokens = 1 WHERE gate_id = $1', [slow.gateId]);
    await deliveries.ended();
    expect(sent).toEqual([runs[0]]);
    await waits(runs[1] ?? '');
  });

  it('goes back, and that is logged with its gate, where it was in time for none of its tokens', async () => {
    const { gateId, id } = await behind({ ratePerSecond: 100 });
    await dueRuns(id, 1);
    const [run] = (await claim(gateId, 1)).claimed;
    const warned = vi.spyOn(log, 'warn');
    let late = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      late += 1_000;
      return late;
    });
    const token = {
      gateId,
      runId: run?.runId ?? '',
      worker: 'worker-1',
      fence: run?.fence ?? 0,
      askedAt: 0,
      lateMs: 50,
    };
    const passed = pass(token, undefined);
    await expect(passed).rejects.toMatchObject({ name: 'NotSentError', unused: 1 });
    vi.restoreAllMocks();
    expect(warned.mock.calls.map(([said]) => said)).toEqual([{ gate: gateId, run: run?.runId, tokens: 11 }]);
  });

  it('heeds a freeze, a pause, a closed gate, a deletion and whoever cancels it, while it waits', async () => {
    const team = await makeTeam();
    const [iced, paused, shut, gone, done] = await Promise.all([
      behind(ONE, team),
      behind(ONE),
      behind(ONE),
      behind(ONE),
      behind(ONE),
    ]);
    const { runs, deliveries, sent } = await inHand([iced, paused, shut, gone, done]);
    const freeze = await startFreeze(operator, { scope: 'team', teamId: team, reason: 'Test' });
    await pauseSchedule(operator, { id: paused.id, reason: 'Test' });
    await change("UPDATE gate SET closed_at = now(), closed_reason = 'x' WHERE id = $1", [shut.gateId]);
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id: gone.id } });
    await deleteSchedule(contextOf('editor'), { id: gone.id, reason: 'Test', confirmName: name });
    await cancelRun(operator, { id: runs[4], reason: 'Test' });
    for (const run of runs.slice(3))
      expect(await runOf(run)).toMatchObject({ state: 'cancelled', attempts: 0, startedAt: null });
    await deliveries.ended();
    for (const run of runs.slice(0, 3)) await waits(run);
    expect([await db().runQueue.count(), sent]).toEqual([3, []]);
    await liftFreeze(operator, { id: freeze.id, reason: '' });
  });

  it('waits again where its worker died, because it was not sent', async () => {
    const { runs } = await inHand([await behind(ONE)]);
    await change("UPDATE run_queue SET visible_at = now() - interval '1 second'");
    await change("UPDATE gate SET closed_at = now(), closed_reason = 'x'");
    await deliveriesOf(environmentId, never, { worker: 'worker-2' }).turn();
    await waits(runs[0] ?? '');
    await change('UPDATE gate SET closed_at = NULL, closed_reason = NULL');
  });

  it('waits again where the database fails when it asks for its token, and when it goes back', async () => {
    const { id, gateId } = await behind(ONE);
    const [run = ''] = await dueRuns(id, 1);
    const failed = vi.spyOn(log, 'error');
    const deliveries = deliveriesOf(environmentId, async ({ pass }) => {
      await tooLate(gateId);
      await change('ALTER TABLE run_queue RENAME TO queue_away');
      await pass?.();
      return SUCCEEDED;
    });
    await deliveries.turn();
    await vi.waitFor(
      () => expect(failed).toHaveBeenCalledWith(expect.anything(), 'a run could not be given back'),
      { timeout: 20_000 },
    );
    await change('ALTER TABLE queue_away RENAME TO run_queue');
    await deliveries.ended();
    await waits(run);
    expect((await stateOf(gateId))?.failures).toBe(0);
  });
});

describe('what waits', () => {
  it('is looked through once where nothing may go, and then not before a second has passed', async () => {
    const frozen = await makeTeam();
    const { gateId, id } = await behind({}, frozen);
    await dueRuns(id, 1);
    await change(
      `WITH made AS (INSERT INTO schedule SELECT (jsonb_populate_record(s, jsonb_build_object('id', 'iced' || n, 'name', 'Iced ' || n))).*
         FROM schedule s, generate_series(1, 450) n WHERE s.id = $1 RETURNING id)
       INSERT INTO run_queue (run_id, slot_at, environment_id, schedule_id, target_id, priority, visible_at, since, nominal_at)
       SELECT 'run' || made.id, q.slot_at, q.environment_id, made.id, q.target_id, 1, q.visible_at, q.since, q.nominal_at
       FROM run_queue q, made`,
      [id],
    );
    const freeze = await startFreeze(operator, { scope: 'team', teamId: frozen, reason: 'Test' });
    const waits: (number | null)[] = [];
    for (let ask = 0; ask < 4; ask += 1) waits.push((await claim(gateId, 10)).waitMs);
    expect(waits).toEqual([5, 5, null, 5]);
    // One that may go is found, wherever it stands.
    const free = await behind(gateId);
    await dueRuns(free.id, 1);
    const found: number[] = [];
    for (let ask = 0; ask < 4; ask += 1) found.push((await claim(gateId, 10)).claimed.length);
    expect(found.reduce((sum, one) => sum + one, 0)).toBe(1);
    await liftFreeze(operator, { id: freeze.id, reason: '' });
  });

  it('costs little where a run of one target is under way beside which no other may be', async () => {
    const { gateId, id } = await behind();
    await change("UPDATE schedule SET overlap = 'skip' WHERE id = $1", [id]);
    await dueRuns(id, 1);
    const copies = (from: number, count: number, priority: number) =>
      change(
        `INSERT INTO run_queue (run_id, slot_at, environment_id, schedule_id, target_id, priority, visible_at, since, nominal_at)
         SELECT 'more' || n, slot_at, environment_id, schedule_id, target_id, $3, since, since, nominal_at
         FROM run_queue, generate_series($1::int, $1::int + $2::int - 1) n WHERE run_id = $4`,
        [from, count, priority, claimed[0]?.runId],
      );
    const { claimed } = await claim(gateId, 1);
    const buffers = async () => {
      await change('ANALYZE run_queue');
      const lines = await change(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM gate_claim('${gateId}', 'worker-2', '30 s', 5)`,
      );
      const [plan] = Object.values(lines[0] ?? {}) as [{ Plan: Record<string, number> }[]];
      return (plan[0]?.Plan['Shared Hit Blocks'] ?? 0) + (plan[0]?.Plan['Shared Read Blocks'] ?? 0);
    };
    await copies(0, 1_000, 1);
    await copies(1_000, 1_000, 0);
    const used = await buffers();
    process.stdout.write(`A claim beside 2,000 runs of a busy target: ${used} buffers.\n`);
    expect(used).toBeLessThan(4_000);
    await settleBusy(environmentId);
    expect(await db().runQueue.count({ where: { priority: 1, worker: null } })).toBe(0);
    expect(await db().runQueue.count({ where: { priority: 0 } })).toBe(1_000);
  });
});

describe('a circuit', () => {
  it('lets one run probe, though others are in hand', async () => {
    const { gateId, id } = await behind({ circuitFailures: 1, probeSeconds: 60, ratePerSecond: 100 });
    await dueRuns(id, 3);
    const { claimed } = await claim(gateId, 2);
    await change('UPDATE gate_state SET circuit_since = now(), circuit_until = now() WHERE gate_id = $1', [
      gateId,
    ]);
    const pass = async (n: number) => {
      const { runId = '', fence = 0 } = claimed[n] ?? {};
      const rows = await change('SELECT granted FROM gate_pass($1, $2, $3, $4, 1)', [
        gateId,
        runId,
        'worker-1',
        fence,
      ]);
      return rows[0]?.granted;
    };
    expect([await pass(0), await pass(1), (await claim(gateId, 5)).claimed.length]).toEqual([true, false, 0]);
    expect(await stateOf(gateId)).toMatchObject({ probe_run_id: claimed[0]?.runId });
  });

  it('closes by the call-back of its probe, and probes on where that says that the work failed', async () => {
    const { gateId, id } = await behind({ circuitFailures: 1, probeSeconds: 60 });
    await dueRuns(id, 1);
    const open = () =>
      change('UPDATE gate_state SET circuit_since = now(), circuit_until = now() WHERE gate_id = $1', [
        gateId,
      ]);
    await open();
    const [probe] = (await claim(gateId, 5)).claimed;
    const runId = probe?.runId ?? '';
    await countCallback({ gateId, runId, counted: false }, 'failed');
    expect(await stateOf(gateId)).toMatchObject({ probe_run_id: null, circuit_until: expect.any(Date) });
    await change('UPDATE gate_state SET probe_run_id = $2 WHERE gate_id = $1', [gateId, runId]);
    await countCallback({ gateId, runId, counted: true }, 'succeeded');
    expect(await stateOf(gateId)).toMatchObject({ failures: 0, circuit_until: null });
  });

  it('counts no call-back of what was taken before as another success, and any other', async () => {
    const { gateId, id } = await behind({ circuitFailures: 5 });
    await change('UPDATE gate_state SET failures = 4 WHERE gate_id = $1', [gateId]);
    await countCallback({ gateId, runId: id, counted: true }, 'succeeded');
    expect(await stateOf(gateId)).toMatchObject({ failures: 4 });
    await countCallback({ gateId, runId: id, counted: false }, 'succeeded');
    expect(await stateOf(gateId)).toMatchObject({ failures: 0 });
  });

  it('is probed on where the probe waits for its work to end and was not told', async () => {
    const { gateId, id } = await behind({ circuitFailures: 1, probeSeconds: 60 });
    await dueRuns(id, 2);
    await change('UPDATE gate_state SET circuit_since = now(), circuit_until = now() WHERE gate_id = $1', [
      gateId,
    ]);
    const [probe] = (await claim(gateId, 5)).claimed;
    await change("UPDATE run_queue SET step = 'watch', worker = NULL WHERE run_id = $1", [probe?.runId]);
    await change('UPDATE gate_state SET circuit_until = now() WHERE gate_id = $1', [gateId]);
    expect((await claim(gateId, 5)).claimed).toHaveLength(1);
  });

  it('opens with one run where one could have passed since its bucket was empty', async () => {
    const { gateId, id } = await behind({ circuitFailures: 1, rampSeconds: 60, ratePerSecond: 1, burst: 2 });
    await dueRuns(id, 3);
    await change(
      `UPDATE gate_state SET tokens = 0, at = now() - interval '1 hour', circuit_since = now(), circuit_until = now(),
         probe_run_id = $2 WHERE gate_id = $1`,
      [gateId, id],
    );
    await countCallback({ gateId, runId: id, counted: true }, 'succeeded');
    expect(await stateOf(gateId)).toMatchObject({ circuit_until: null, ramp_at: expect.any(Date) });
    expect((await claim(gateId, 5)).claimed).toHaveLength(1);
  });

  it('that is taken away while it is open leaves a slow start', async () => {
    const gateId = await makeGate(product.database, environmentId, { circuitFailures: 1, rampSeconds: 60 });
    await change('UPDATE gate_state SET circuit_since = now(), circuit_until = now() WHERE gate_id = $1', [
      gateId,
    ]);
    const gate = { name: 'Bare', ratePerSecond: 5, burst: 2, rampSeconds: 60 };
    await updateGate(contextOf('editor'), { id: gateId, version: 1, gate });
    expect(await stateOf(gateId)).toMatchObject({
      circuit_until: null,
      ramp_at: expect.any(Date),
      tokens: 1,
    });
  });
});

describe('schedules that are resumed together', () => {
  it('start their gate slowly once what they held is more than its burst, and only once', async () => {
    const { gateId, id } = await behind({ rampSeconds: 60, burst: 4 });
    const ids = [id, ...(await Promise.all([1, 2, 3].map(async () => (await behind(gateId)).id)))];
    await change("UPDATE schedule SET after_pause = 'all' WHERE id = ANY ($1)", [ids]);
    for (const one of ids) await pauseSchedule(operator, { id: one, reason: 'Test' });
    for (const one of ids) await dueRuns(one, 2);
    const ramps: unknown[] = [];
    for (const one of ids) {
      await resumeSchedule(operator, { id: one });
      ramps.push((await stateOf(gateId))?.ramp_at);
    }
    expect(ramps).toEqual([null, null, expect.any(Date), ramps[2]]);
  });
});

it('counts what was not used in the minute in which it was taken, so that none has less than nothing', async () => {
  const { gateId, id } = await behind({ ratePerSecond: 100 });
  await dueRuns(id, 1);
  const { claimed } = await claim(gateId, 1);
  await change("UPDATE run_queue SET attempt_at = attempt_at - interval '1 minute'");
  await change("UPDATE gate_minute SET minute = minute - interval '1 minute'");
  await change('SELECT gate_pass($1, $2, $3, $4, 1)', [
    gateId,
    claimed[0]?.runId,
    'worker-1',
    claimed[0]?.fence,
  ]);
  expect(await change('SELECT passed FROM gate_minute WHERE gate_id = $1 ORDER BY minute', [gateId])).toEqual(
    [{ passed: 0 }, { passed: 1 }],
  );
});
