import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { burstOf, type Call, count, kindOf, rateOf } from './calls';

describe('the kind of a call', () => {
  it.each([
    ['GET', '/schedules?ScheduleGroup=rota&MaxResults=100', 'list'],
    ['GET', '/schedules/a-b?groupName=rota', 'get'],
    ['POST', '/schedules/a-b', 'write'],
    ['PUT', '/schedules/a-b', 'write'],
    ['DELETE', '/schedules/a-b?groupName=rota', 'write'],
    ['GET', '/schedule-groups/rota', 'group'],
    ['GET', '/tags/arn%3Aaws%3Ascheduler%3Aeu-central-1%3A000000000000%3Aschedule-group%2Frota', 'group'],
  ])('of %s %s is %s', (method, path, kind) => expect(kindOf(method, path)).toBe(kind));
});

it('counts what was refused apart from what was let through', () => {
  const calls: Call[] = [
    { kind: 'get', throttled: false, at: 0 },
    { kind: 'get', throttled: true, at: 1 },
    { kind: 'write', throttled: true, at: 2 },
    { kind: 'write', throttled: false, at: 3 },
  ];
  expect(count(calls)).toEqual({ all: 4, throttled: 2, write: 1, get: 1, list: 0, group: 0 });
});

describe('the burst of calls above a rate', () => {
  it('is what came at once, and one where they kept the rate', () => {
    expect(burstOf([], 50)).toBe(0);
    expect(burstOf([5, 5, 5], 50)).toBe(3);
    expect(burstOf([0, 20, 40, 60], 50)).toBe(1);
  });

  it('grows where a stretch is faster than the rate, however quiet it was before', () => {
    expect(burstOf([0, 10, 20, 30, 40], 50)).toBe(3);
    expect(burstOf([0, 60_000, 60_010, 60_020, 60_030, 60_040], 50)).toBe(3);
  });

  it('is the least that holds in every window of time', () => {
    const gaps = fc.array(fc.nat(100), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, fc.constantFrom(10, 50, 200), (all, rate) => {
        const arrivals = all.map((_, i) => all.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0));
        const excess = arrivals.flatMap((from, i) =>
          arrivals.slice(i).map((to, more) => more + 1 - ((to - from) * rate) / 1000),
        );
        expect(burstOf(arrivals, rate)).toBeCloseTo(Math.max(...excess), 6);
      }),
    );
  });
});

it('tells the rate without the burst', () => {
  const steady = Array.from({ length: 101 }, (_, i) => i * 20);
  expect(rateOf(steady, 1)).toBe(50);
  expect(rateOf([...Array(19).fill(0), ...steady], 20)).toBe(50);
  expect(rateOf([7], 1)).toBe(0);
});
