import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Linked, lineOf } from './digest-line';

const MINUTE = 60_000;
const timeAt = (minute: number) => new Date(Date.UTC(2031, 0, 1) + minute * MINUTE).toISOString();

/** A history as a database signs it: a digest every five minutes from `minute` on, on top of `before`, two rows each. */
function signed(name: string, count: number, minute: number, before?: Linked): Linked[] {
  const all = before ? [before] : [];
  for (let i = 0; i < count; i += 1) {
    const last = all.at(-1);
    const number = (last?.number ?? 0) + 1;
    const seq = (last?.seq ?? 0) + 2;
    const own = `${name} ${number}`;
    const at = timeAt(minute + 5 * i);
    const said = { installation: 'one', chain: 'schedule', hash: '', key: 'k' } as const;
    all.push({ ...said, number, seq, at, previous: last?.own ?? null, own, where: own });
  }
  return before ? all.slice(1) : all;
}

const counts = { common: fc.integer({ min: 1, max: 8 }), more: fc.integer({ min: 1, max: 8 }) };

/** A backup was made after `common` digests and restored after `lost` more; `kept` were signed since. */
const restored = fc
  .record({ common: counts.common, lost: counts.more, kept: counts.more, again: fc.boolean() })
  .map(({ common, lost, kept, again }) => {
    const before = signed('old', common, 0);
    const last = before.at(-1);
    const gone = signed('gone', lost, 5 * common, last);
    // The same backup once more: what was signed after the first restore is given up as well.
    const goneToo = again ? signed('gone too', lost, 5 * (common + lost), last) : [];
    const line = [...before, ...signed('new', kept, 5 * (common + 2 * lost), last)];
    return { line, gone: [gone, goneToo].filter((one) => one.length > 0), last };
  });

const all = ({ line, gone }: { line: Linked[]; gone: Linked[][] }) => [...line, ...gone.flat()];

describe('digests of a database that was restored from a backup', () => {
  it('lead on to the last one, and say which were given up, in whatever order they are read', () => {
    fc.assert(
      fc.property(restored, fc.nat(), fc.nat({ max: 5 * MINUTE - 1 }), (made, turn, after) => {
        const given = all(made);
        const shuffled = [...given.slice(turn % given.length), ...given.slice(0, turn % given.length)];
        const backup = new Date(Date.parse(made.last?.at ?? '') + after).toISOString();
        const { line, forks } = lineOf(shuffled, [backup]);
        expect(line).toEqual(made.line);
        expect(forks.map(({ digests, rows, at }) => ({ digests, rows, at }))).toEqual(
          made.gone.map((one) => ({
            digests: { from: one[0]?.number, to: one.at(-1)?.number },
            rows: { from: (made.last?.seq ?? 0) + 1, to: one.at(-1)?.seq },
            at: { from: one[0]?.at, to: one.at(-1)?.at },
          })),
        );
      }),
    );
  });

  it('are an alarm where nobody said so, or said it of another time, and tell what would be right', () => {
    fc.assert(
      fc.property(restored, (made) => {
        const [first, last] = [made.gone[0]?.[0], made.last];
        for (const said of [[], [timeAt(-1)], [first?.at ?? ''], [timeAt(1000)]])
          expect(() => lineOf(all(made), said)).toThrow(`--restored-after ${last?.at}.`);
      }),
    );
  });

  it('are an alarm where two databases signed at the same time', () => {
    const before = signed('old', 2, 0);
    const [one, other] = [signed('one', 3, 10, before[1]), signed('other', 3, 12, before[1])];
    expect(() => lineOf([...before, ...one, ...other], [timeAt(6)])).toThrow('two databases signed');
  });

  it('were given up from the first one on where the backup had none', () => {
    const [gone, line] = [signed('gone', 2, 0), signed('new', 2, 20)];
    const { forks } = lineOf([...gone, ...line], ['2030-12-31T00:00:00Z']);
    expect(forks).toMatchObject([{ after: { number: 0, seq: 0 }, digests: { from: 1, to: 2 } }]);
  });
});

describe('digests of an audit', () => {
  const five = signed('d', 5, 0);
  const without = (number: number) => five.filter((one) => one.number !== number);
  it.each([
    ['without the first one', without(1), 'Digest 1 of the schedule audit is missing.'],
    ['without one in the middle', without(3), 'Digest 3 of the schedule audit is missing.'],
    ['with one twice', [...five, ...five.slice(2, 3)], 'Digest 3 of the schedule audit is there twice.'],
    [
      'with one that names none of them',
      [...without(3), { ...(five[2] as Linked), previous: 'nothing' }],
      'Digest 3 of the schedule audit does not follow on the one before.',
    ],
    [
      'with a wrong number',
      five.with(4, { ...(five[4] as Linked), number: 9 }),
      'Digest 9 of the schedule audit does not follow on the one before.',
    ],
    [
      'of two databases',
      five.with(4, { ...(five[4] as Linked), installation: 'another' }),
      'Digest 5 of the schedule audit is of another database.',
    ],
  ])('%s: it is said', (_, digests, message) => {
    expect(() => lineOf(digests, [])).toThrow(message);
  });
});
