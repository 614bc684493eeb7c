import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Limits, limitsFor, type Recent, refusedUntil } from './budget';

const MINUTE = 60_000;
const now = new Date('2027-03-01T09:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * MINUTE);
const failed = (known: boolean, ...minutes: number[]) => minutes.map((n) => ({ at: ago(n), known }));
const limits: Limits = { windowMinutes: 30, perAccount: 3, reserved: 1, perAddress: 5 };
const recent = (account: Recent['account'], ...address: number[]): Recent => ({
  account,
  address: address.map(ago),
});

describe('the budgets of failed attempts', () => {
  it.each<[string, Recent, boolean, Date | null]>([
    ['nothing failed', recent([]), false, null],
    ['one stranger failed', recent(failed(false, 5)), false, null],
    ['two strangers failed: a stranger waits for the older', recent(failed(false, 5, 20)), false, ago(-10)],
    ['two strangers failed: a known address has what is reserved', recent(failed(false, 5, 20)), true, null],
    ['three failed: a known address waits too', recent(failed(true, 1, 2, 20)), true, ago(-10)],
    ['what is older than the window does not count', recent(failed(false, 31, 30, 20)), false, null],
    ['an address that failed five times waits, whoever it is', recent([], 1, 2, 3, 4, 29), true, ago(-1)],
    ['the later of two waits counts', recent(failed(false, 5, 20), 1, 2, 3, 4, 5), false, ago(-25)],
  ])('%s', (_, given, known, until) => {
    expect(refusedUntil(given, known, limits, now)).toEqual(until);
  });

  it.each([
    [5, 3, 1],
    [10, 8, 2],
    [4, 2, 1],
    [3, 2, 1],
    [2, 1, 0],
    [1, 1, 0],
    [0, 8, 2],
  ])('of a domain that locks after %i allow %i, %i of them reserved', (threshold, perAccount, reserved) => {
    expect(limitsFor(threshold, 30, 20)).toEqual({ windowMinutes: 30, perAccount, reserved, perAddress: 20 });
  });

  it('let strangers alone never make a known address wait, of whatever threshold from 3 on', () => {
    const thresholds = [0, ...Array.from({ length: 997 }, (_, n) => n + 3)];
    for (const threshold of thresholds) {
      const own = limitsFor(threshold, 30, 1000);
      const let_in: { at: Date; known: boolean }[] = [];
      while (!refusedUntil({ account: let_in, address: [] }, false, own, now))
        let_in.push({ at: now, known: false });
      expect(let_in.length).toBeGreaterThan(0);
      expect(refusedUntil({ account: let_in, address: [] }, true, own, now)).toBeNull();
    }
  });

  it('let no window hold more failures than the domain allows, whoever tries from where and when', () => {
    const attempt = fc.record({ wait: fc.integer({ min: 0, max: 20 }), known: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(attempt, { maxLength: 60 }),
        fc.integer({ min: 2, max: 12 }),
        (attempts, threshold) => {
          const own = limitsFor(threshold, 30, 1000);
          const let_in: { at: Date; known: boolean }[] = [];
          let at = now.getTime();
          for (const { wait, known } of attempts) {
            at += wait * MINUTE;
            const until = refusedUntil({ account: let_in, address: [] }, known, own, new Date(at));
            if (until) expect(until.getTime()).toBeGreaterThan(at);
            else let_in.push({ at: new Date(at), known });
          }
          for (const { at: end } of let_in) {
            const within = let_in.filter(
              (one) => one.at <= end && one.at.getTime() > end.getTime() - 30 * MINUTE,
            );
            expect(within.length).toBeLessThan(threshold);
            expect(within.filter(({ known }) => !known).length).toBeLessThanOrEqual(
              own.perAccount - own.reserved,
            );
          }
        },
      ),
    );
  });

  it('let an attempt in at just the time that they name', () => {
    const times = fc.array(fc.record({ at: fc.integer({ min: 0, max: 40 }).map(ago), known: fc.boolean() }));
    fc.assert(
      fc.property(times, fc.boolean(), (account, known) => {
        const given = { account, address: account.map(({ at }) => at) };
        const until = refusedUntil(given, known, limits, now);
        if (until) expect(refusedUntil(given, known, limits, until)).toBeNull();
      }),
    );
  });
});
