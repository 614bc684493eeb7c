import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Rival, settleOverlap } from './overlap';

const at = (minute: number) => new Date(Date.UTC(2027, 0, 1, 9, minute));
const rival = (minute: number, more: Partial<Rival> = {}): Rival => ({
  runId: `run${minute}`,
  slotAt: at(minute),
  underWay: false,
  due: true,
  asked: false,
  ...more,
});
const running = rival(0, { underWay: true, due: false });

describe('runs of one target that must not overlap', () => {
  it.each<[string, Rival[], 'skip' | 'queue', string | null, string[]]>([
    [
      'the earliest goes first, what came meanwhile is left out',
      [rival(2), rival(1)],
      'skip',
      'run1',
      ['run2'],
    ],
    [
      'while one is under way all others are left out',
      [rival(1), running, rival(2)],
      'skip',
      null,
      ['run1', 'run2'],
    ],
    ['or the first of them waits', [rival(1), running, rival(2)], 'queue', null, ['run2']],
    ['a retry that is due goes on', [rival(0, { underWay: true }), rival(1)], 'skip', 'run0', ['run1']],
    [
      'what a person asked for waits and is never left out',
      [running, rival(1, { asked: true })],
      'skip',
      null,
      [],
    ],
    [
      'and goes before the clock, of which the first waits',
      [rival(1), rival(5, { asked: true })],
      'queue',
      'run5',
      [],
    ],
    ['nothing is nothing', [], 'skip', null, []],
  ])('%s', (_, rivals, policy, take, skip) => {
    expect(settleOverlap(rivals, policy)).toMatchObject({ take, skip });
  });

  it('never takes one while another is under way, and leaves out nothing that is under way, asked for or not due', () => {
    const rivals = fc
      .uniqueArray(fc.nat(59), { maxLength: 8 })
      .chain((minutes) =>
        fc.tuple(
          ...minutes.map((minute) =>
            fc
              .record({ underWay: fc.boolean(), due: fc.boolean(), asked: fc.boolean() })
              .map((flags) => rival(minute, flags)),
          ),
        ),
      );
    fc.assert(
      fc.property(rivals, fc.constantFrom<'skip' | 'queue'>('skip', 'queue'), (all, policy) => {
        const { take, skip } = settleOverlap(all, policy);
        const byId = new Map(all.map((one) => [one.runId, one]));
        const taken = take === null ? undefined : byId.get(take);
        expect(taken?.due ?? true).toBe(true);
        if (all.some(({ underWay }) => underWay)) expect(taken?.underWay ?? true).toBe(true);
        for (const id of skip)
          expect(byId.get(id)).toMatchObject({ underWay: false, due: true, asked: false });
        expect(skip).not.toContain(take);
      }),
    );
  });
});
