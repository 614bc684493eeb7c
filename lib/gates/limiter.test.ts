import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { newId } from '@/lib/id';
import { stopClock } from '@/lib/local/test-clock';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { type Bucket, bucketLimits, filled, type Limits, take } from './limiter';

const limits = fc.record({
  rate: fc.double({ min: 0.01, max: 500, noNaN: true }),
  burst: fc.double({ min: 1, max: 200, noNaN: true }),
  rampSeconds: fc.integer({ min: 0, max: 600 }),
});
/** Asks of a history: so long after the one before, for so many, and whether a slow start begins right before. */
const history = fc.array(
  fc.tuple(fc.double({ min: 0, max: 20_000, noNaN: true }), fc.integer({ min: 0, max: 50 }), fc.boolean()),
  { minLength: 1, maxLength: 60 },
);
const full = ({ burst }: Limits): Bucket => ({ tokens: burst, at: 0, rampAt: null });

/** Begins a slow start, as `gate_start_slowly` of the database does: however much was saved up, one may pass at once. */
function startSlowly(before: Bucket, limits: Limits, now: number): Bucket {
  const { tokens, at } = filled(before, limits, now);
  return { tokens: Math.min(tokens, 1), at, rampAt: at };
}

/** The integral of the rate by ten thousand rectangles: an oracle that knows no formula. */
function integral(from: number, to: number, ramps: readonly number[], { rate, rampSeconds }: Limits): number {
  const steps = 10_000;
  let sum = 0;
  for (let i = 0; i < steps; i += 1) {
    const at = from + ((i + 0.5) / steps) * (to - from);
    const since = ramps.findLast((ramp) => ramp <= at);
    const gone = since === undefined ? Number.POSITIVE_INFINITY : (at - since) / 1_000;
    sum += rate * (gone >= rampSeconds ? 1 : 0.1 + (0.9 * gone) / rampSeconds);
  }
  return (sum * (to - from)) / 1_000 / steps;
}

describe('a limiter', () => {
  it('grants in no window more than its rate would give in it, and its burst', () => {
    fc.assert(
      fc.property(limits, history, (of, asks) => {
        let bucket = full(of);
        let now = 0;
        const grants: { at: number; granted: number }[] = [];
        const ramps: number[] = [];
        for (const [after, wanted, slowly] of asks) {
          now += after;
          if (slowly && grants.length % 7 === 3) {
            bucket = startSlowly(bucket, of, now);
            ramps.push(now);
          }
          const taken = take(bucket, of, now, wanted);
          bucket = taken.bucket;
          grants.push({ at: now, granted: taken.granted });
        }
        const places = [0, Math.floor(grants.length / 3), grants.length - 1];
        for (const first of places)
          for (const last of places.filter((place) => place >= first)) {
            const window = grants.slice(first, last + 1);
            const [from = 0, to = 0] = [window[0]?.at, window.at(-1)?.at];
            const granted = window.reduce((sum, one) => sum + one.granted, 0);
            expect(granted).toBeLessThanOrEqual(integral(from, to, ramps, of) * 1.001 + of.burst + 1e-6);
            expect(granted).toBeLessThanOrEqual((of.rate * (to - from)) / 1_000 + of.burst + 1e-6);
          }
      }),
      { numRuns: 60 },
    );
  });

  it('is used to 99 % by a steady demand that comes when it says', () => {
    fc.assert(
      fc.property(limits, (of) => {
        let bucket: Bucket = { tokens: 0, at: 0, rampAt: 0 };
        let granted = 0;
        let now = 0;
        for (let i = 0; i < 1_000; i += 1) {
          const taken = take(bucket, of, now, 1);
          ({ bucket } = taken);
          granted += taken.granted;
          now += taken.waitMs;
        }
        expect(granted).toBeGreaterThanOrEqual(0.99 * integral(0, now, [0], of) - 1);
      }),
      { numRuns: 30 },
    );
  });

  it('tells exactly when the next token comes: then there is one, and right before there is none', () => {
    fc.assert(
      fc.property(
        limits,
        fc.double({ min: 0, max: 900_000, noNaN: true }),
        fc.boolean(),
        (of, after, slowly) => {
          const begun = slowly ? startSlowly(full(of), of, 0) : full(of);
          const { bucket, waitMs } = take(begun, of, after, Number.POSITIVE_INFINITY);
          expect(waitMs).toBeGreaterThan(0);
          expect(take(bucket, of, after + waitMs * (1 + 1e-9) + 1e-6, 1).granted).toBe(1);
          expect(take(bucket, of, after + waitMs - Math.max(0.001, waitMs * 1e-6), 1).granted).toBe(0);
        },
      ),
    );
  });

  it('lets one pass at once as a slow start begins, where one could have passed since it was empty, and no more', () => {
    const of = { rate: 1, burst: 5, rampSeconds: 60 };
    const { bucket } = take(full(of), of, 0, 5);
    expect(take(startSlowly(bucket, of, 900), of, 900, 5).granted).toBe(0);
    expect(take(startSlowly(bucket, of, 3_600_000), of, 3_600_000, 5).granted).toBe(1);
  });

  it('grants nothing more where the clock is put back', () => {
    const of = { rate: 10, burst: 5, rampSeconds: 0 };
    const { bucket } = take(full(of), of, 100_000, 5);
    expect(filled(bucket, of, 40_000)).toMatchObject({ tokens: 0, at: 40_000 });
    expect(take(bucket, of, 40_000, 5).waitMs).toBeCloseTo(100, 6);
  });
});

describe('sends that follow their tokens late', () => {
  it('are in no window more than the gate allows', () => {
    const gates = fc.record({
      rate: fc.double({ min: 0.05, max: 300, noNaN: true }),
      burst: fc.integer({ min: 1, max: 60 }),
      rampSeconds: fc.constant(0),
    });
    // The worst there is: now as late as may be, now at once.
    const delay = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(gates, fc.array(delay, { minLength: 20, maxLength: 40 }), (gate, delays) => {
        const { lateMs, ...of } = bucketLimits(gate);
        let bucket = full(of);
        let now = 0;
        const sends: number[] = [];
        for (let i = 0; i < 100; i += 1) {
          const taken = take(bucket, of, now, Number.POSITIVE_INFINITY);
          ({ bucket } = taken);
          for (let n = 0; n < taken.granted; n += 1)
            sends.push(now + lateMs * (delays[sends.length % delays.length] ?? 0));
          now += taken.waitMs;
        }
        sends.sort((a, b) => a - b);
        const over = sends.filter((from, first) =>
          sends.some(
            (to, last) =>
              last - first + 1 > (gate.rate * (to - from)) / 1_000 + gate.burst + 1e-6 && last >= first,
          ),
        );
        expect(over).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('leave all of the rate where the burst has room for them', () => {
    expect(bucketLimits({ rate: 50, burst: 10, rampSeconds: 0 })).toMatchObject({
      rate: 50,
      burst: 5.5,
      lateMs: 90,
    });
    expect(bucketLimits({ rate: 50, burst: 4, rampSeconds: 0 })).toMatchObject({
      rate: 50,
      burst: 1.5,
      lateMs: 50,
    });
    expect(bucketLimits({ rate: 1, burst: 1, rampSeconds: 0 }).rate).toBeCloseTo(1 / 1.05, 12);
  });

  it('leave half a second to what is slow, for a twentieth of its rate at the most', () => {
    const { lateMs, rate } = bucketLimits({ rate: 1 / 600, burst: 1, rampSeconds: 0 });
    expect([lateMs, rate * 600 > 0.95]).toEqual([500, true]);
    expect(bucketLimits({ rate: 0.5, burst: 1, rampSeconds: 0 }).lateMs).toBeCloseTo(100, 9);
  });
});

describe('the function of the database', () => {
  let product: TestProduct;
  let moveTo: (at: Date) => Promise<void>;

  beforeAll(async () => {
    product = await startTestProduct({});
    moveTo = await stopClock(product.database);
  });
  afterAll(() => product?.stop());

  it('has a new gate begin with a full bucket, whatever its rate, and opens one that was closed with one run', async () => {
    const environmentId = (await currentEnvironment()).id;
    await moveTo(new Date(Date.UTC(2027, 0, 1)));
    const granted = async (of: { ratePerSecond: number; burst: number }, closed: boolean) => {
      const id = newId();
      await db().gate.create({ data: { id, environmentId, name: id, ...of } });
      if (closed) await db().$executeRaw`SELECT gate_start_slowly(ARRAY[${id}])`;
      const [said] = await db().$queryRaw<{ granted: number }[]>`
        SELECT granted FROM gate_take(${id}, NULL, 100, 0)`;
      return said?.granted;
    };
    expect(await granted({ ratePerSecond: 1 / 3600, burst: 1 }, false)).toBe(1);
    // Half a second of the rate is kept back for what is sent late.
    expect(await granted({ ratePerSecond: 10, burst: 20 }, false)).toBe(15);
    expect(await granted({ ratePerSecond: 10, burst: 20 }, true)).toBe(1);
  });

  it('takes, keeps and says what the limiter does', async () => {
    const environmentId = (await currentEnvironment()).id;
    const begin = Date.UTC(2027, 0, 1);
    const gates = fc.sample(
      fc.record({
        rate: limits.map(({ rate }) => rate),
        burst: fc.integer({ min: 1, max: 40 }),
        asks: history,
      }),
      4,
    );
    for (const [n, { rate, burst, asks }] of gates.entries()) {
      const id = newId();
      const rampSeconds = n % 2 === 0 ? 45 : 0;
      await moveTo(new Date(begin));
      await db().gate.create({
        data: { id, environmentId, name: id, ratePerSecond: rate, burst, rampSeconds },
      });
      const { lateMs, ...of } = bucketLimits({ rate, burst, rampSeconds });
      let now = begin;
      let bucket: Bucket = { ...full(of), at: begin };
      for (const [after, wanted, slowly] of asks.slice(0, 15)) {
        now += Math.round(after);
        await moveTo(new Date(now));
        if (slowly) {
          bucket = startSlowly(bucket, of, now);
          await db().$executeRaw`SELECT gate_start_slowly(ARRAY[${id}])`;
        }
        const taken = take(bucket, of, now, wanted);
        ({ bucket } = taken);
        const [said] = await db().$queryRaw<{ granted: number; wait: number; late: number }[]>`
          SELECT granted, wait_ms AS wait, late_ms AS late FROM gate_take(${id}, NULL, ${wanted}::int, 0)`;
        expect(said?.granted).toBe(taken.granted);
        expect(said?.wait).toBeCloseTo(taken.waitMs, 3);
        expect(said?.late).toBe(lateMs);
      }
      const [state] = await sql<{ tokens: number; ramp: boolean }>(
        product.database,
        'SELECT tokens, ramp_at IS NOT NULL AS ramp FROM gate_state WHERE gate_id = $1',
        [id],
      );
      expect(state?.tokens).toBeCloseTo(bucket.tokens, 6);
      expect(state?.ramp).toBe(bucket.rampAt !== null);
    }
  });
});
