import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_KINDS, totalOf } from '../kinds';
import { type Group, type Happening, type Pace, step, type Told } from './group';
import type { Bad } from './tally';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const PACE: Pace = { gatherMs: 30 * SECOND, repeatMs: 15 * MINUTE, quietMs: 60 * MINUTE, tellsEnd: true };

const bad = (at: number, more: Partial<Bad> = {}): Happening => ({
  type: 'bad',
  event: {
    kind: 'failed',
    at,
    team: 'CRM',
    schedule: { id: 's1', name: 'One' },
    reason: 'It broke.',
    ...more,
  },
});

/** Goes through happenings as a worker does that looks each second in which something is due. */
class Channel {
  group: Group | null = null;
  open = new Set<string>();
  messages: (Told & { at: number })[] = [];
  now = 0;
  recovered = 0;
  #dueAt: number | null = null;

  constructor(readonly pace: Pace = PACE) {}

  happens(at: number, happened: Happening[]): void {
    this.goTo(at);
    for (const one of happened)
      if (one.type === 'bad' && one.event.schedule) this.open.add(one.event.schedule.id);
    this.#look(happened);
  }

  recovers(at: number, id: string): void {
    this.goTo(at);
    if (!this.open.delete(id)) return;
    this.recovered += 1;
    this.#look([{ type: 'good' }]);
  }

  /** Nobody waits for it any more; nothing says so. */
  forgets(at: number, id: string): void {
    this.goTo(at);
    this.open.delete(id);
  }

  goTo(at: number): void {
    while (this.#dueAt !== null && this.#dueAt <= at) {
      this.now = Math.max(this.now, this.#dueAt);
      this.#look([]);
    }
    this.now = at;
  }

  #look(happened: Happening[]): void {
    const { group, message, dueAt } = step(this.group, happened, this.now, this.open.size, this.pace);
    if (dueAt !== null && dueAt <= this.now && !message) throw new Error('It would look for ever.');
    this.group = group;
    this.#dueAt = dueAt;
    if (message) this.messages.push({ ...message, at: this.now });
  }

  told = () =>
    this.messages.map(({ at, type, fresh, counts }) => [
      at / MINUTE,
      type,
      totalOf(fresh?.counts ?? {}),
      totalOf(counts),
    ]);
}

describe('an outage', () => {
  it('is one message, and its end another one that says how many failed in between', () => {
    const channel = new Channel();
    for (let i = 0; i < 1_000; i++)
      channel.happens(i * 20, [bad(i * 20, { schedule: { id: `s${i}`, name: `Schedule ${i}` } })]);
    for (let i = 0; i < 1_000; i++) channel.recovers(5 * MINUTE + i, `s${i}`);
    channel.goTo(600 * MINUTE);
    expect(channel.told()).toEqual([
      [0.5, 'trouble', 1_000, 1_000],
      [(5 * MINUTE + 999 + 30 * SECOND) / MINUTE, 'recovered', 0, 1_000],
    ]);
    const [first] = channel.messages;
    expect(first?.fresh).toMatchObject({ since: 0, more: true, teams: ['CRM'], reason: 'It broke.' });
    expect(first?.fresh?.schedules.map(({ id }) => id)).toEqual(['s0', 's1', 's2', 's3', 's4']);
    expect(channel.group).toBeNull();
  });

  it('that goes on is told as a count every 15 minutes, and not any more after an hour without', () => {
    const channel = new Channel();
    for (let minute = 0; minute <= 40; minute += 5) channel.happens(minute * MINUTE, [bad(minute * MINUTE)]);
    channel.goTo(300 * MINUTE);
    expect(channel.told()).toEqual([
      [0.5, 'trouble', 1, 1],
      [15.5, 'trouble', 3, 4],
      [30.5, 'trouble', 3, 7],
      [45.5, 'trouble', 2, 9],
    ]);
    expect(channel.messages.map(({ again }) => again)).toEqual([false, true, true, true]);
    channel.recovers(400 * MINUTE, 's1');
    channel.goTo(500 * MINUTE);
    expect(channel.told().at(-1)).toEqual([400.5, 'recovered', 0, 9]);
    expect(channel.group).toBeNull();
  });

  it('that ends while it is gathered is one message', () => {
    const channel = new Channel();
    channel.happens(0, [bad(0)]);
    channel.recovers(10 * SECOND, 's1');
    channel.goTo(500 * MINUTE);
    expect(channel.told()).toEqual([[40 / 60, 'recovered', 1, 1]]);
  });

  it('of which a part lasts is told as such once nothing new comes, and its end when it comes', () => {
    const channel = new Channel();
    channel.happens(0, [bad(0), bad(0, { schedule: { id: 's2', name: 'Two' } })]);
    channel.recovers(2 * MINUTE, 's1');
    channel.recovers(900 * MINUTE, 's2');
    channel.goTo(1_000 * MINUTE);
    expect(channel.messages.map(({ at, type, ended, open }) => [at / MINUTE, type, ended, open])).toEqual([
      [0.5, 'trouble', 0, 2],
      [60, 'recovered', 1, 1],
      [900.5, 'recovered', 1, 0],
    ]);
    expect(channel.group).toBeNull();
  });

  it('beside something that never ends is told, and its end too', () => {
    const channel = new Channel();
    channel.happens(0, [bad(0)]);
    channel.happens(300 * MINUTE, [bad(300 * MINUTE, { schedule: { id: 's2', name: 'Two' } })]);
    channel.recovers(301 * MINUTE, 's2');
    channel.goTo(1_000 * MINUTE);
    expect(channel.messages.map(({ at, type, ended, open }) => [at / MINUTE, type, ended, open])).toEqual([
      [0.5, 'trouble', 0, 1],
      [300.5, 'trouble', 0, 2],
      [360, 'recovered', 1, 1],
    ]);
    expect(channel.messages.map(({ again, since, counts }) => [again, since / MINUTE, counts])).toEqual([
      [false, 0, { failed: 1 }],
      [false, 300, { failed: 1 }],
      [true, 300, { failed: 1 }],
    ]);
  });

  it('that comes and goes for the same schedule is not told to end while it lasts', () => {
    const channel = new Channel();
    for (let i = 0; i < 5; i++) {
      channel.happens(2 * i * SECOND, [bad(2 * i * SECOND)]);
      if (i < 4) channel.recovers((2 * i + 1) * SECOND, 's1');
    }
    channel.goTo(1_000 * MINUTE);
    expect(channel.told()).toEqual([[0.5, 'trouble', 5, 5]]);
  });

  it('is not told to have ended for what nobody waits for any more', () => {
    const channel = new Channel();
    channel.happens(
      0,
      ['s1', 's2', 's3'].map((id) => bad(0, { schedule: { id, name: id } })),
    );
    channel.forgets(2 * MINUTE, 's1');
    channel.recovers(3 * MINUTE, 's2');
    channel.forgets(4 * MINUTE, 's3');
    channel.goTo(1_000 * MINUTE);
    expect(channel.messages.map(({ at, type, ended, open }) => [at / MINUTE, type, ended, open])).toEqual([
      [0.5, 'trouble', 0, 3],
      [60, 'recovered', 1, 0],
    ]);
    expect(channel.group).toBeNull();
  });

  it('all of which is forgotten is not told to end', () => {
    const channel = new Channel();
    channel.happens(0, [bad(0)]);
    channel.forgets(2 * MINUTE, 's1');
    channel.goTo(1_000 * MINUTE);
    expect(channel.told()).toEqual([[0.5, 'trouble', 1, 1]]);
    expect(channel.group).toBeNull();
  });

  it('whose end nobody wants to hear of is told once, and the next one anew', () => {
    const channel = new Channel({ ...PACE, tellsEnd: false });
    channel.happens(0, [bad(0)]);
    channel.recovers(2 * MINUTE, 's1');
    channel.happens(120 * MINUTE, [bad(120 * MINUTE)]);
    channel.goTo(500 * MINUTE);
    expect(channel.messages.map(({ at, since, again }) => [at / MINUTE, since, again])).toEqual([
      [0.5, 0, false],
      [120.5, 120 * MINUTE, false],
    ]);
  });

  it('that nothing was told of ends without a word', () => {
    expect(step(null, [{ type: 'good' }], 0, 0, PACE)).toEqual({ group: null, message: null, dueAt: null });
  });
});

const ids = fc.integer({ min: 0, max: 7 }).map((n) => ({ id: `s${n}`, name: `Schedule ${n}` }));
const passes = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 40 * SECOND }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 20 * MINUTE }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 200 * MINUTE }) },
);
const actsOf = (...does: Act['does'][]) =>
  fc.array(
    fc.record({
      passes,
      schedule: ids,
      kind: fc.constantFrom(...EVENT_KINDS),
      does: fc.constantFrom(...does),
      times: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 60 },
  );
const acts = actsOf('fails', 'recovers');
const paces = fc.record({
  gatherMs: fc.constantFrom(0, 30 * SECOND, 5 * MINUTE),
  repeatMs: fc.constantFrom(5 * MINUTE, 15 * MINUTE),
  quietMs: fc.constant(60 * MINUTE),
  tellsEnd: fc.boolean(),
});

type Act = {
  passes: number;
  schedule: { id: string; name: string };
  kind: Bad['kind'];
  does: 'fails' | 'recovers' | 'forgets';
  times: number;
};

/** Plays acts to a channel. @returns it, and when each event happened, in their order */
function play(list: readonly Act[], pace: Pace): { channel: Channel; events: number[] } {
  const channel = new Channel(pace);
  const events: number[] = [];
  let at = 0;
  for (const { passes, schedule, kind, does, times } of list) {
    at += passes;
    if (does !== 'fails') channel[does](at, schedule.id);
    else {
      events.push(...Array.from({ length: times }, () => at));
      channel.happens(
        at,
        Array.from({ length: times }, () => bad(at, { schedule, kind })),
      );
    }
  }
  channel.goTo(at + 24 * 60 * MINUTE);
  return { channel, events };
}

describe('whatever happens', () => {
  it('each event is counted once, in the order of the events, and soon', () => {
    fc.assert(
      fc.property(acts, paces, (list, pace) => {
        const { channel, events } = play(list, pace);
        let told = 0;
        for (const { at, fresh } of channel.messages) {
          const count = totalOf(fresh?.counts ?? {});
          const these = events.slice(told, told + count);
          if (count > 0) expect(fresh?.since).toBe(these[0]);
          for (const happened of these) {
            expect(happened).toBeLessThanOrEqual(at);
            expect(at - happened).toBeLessThanOrEqual(pace.repeatMs + 2 * pace.gatherMs);
          }
          told += count;
        }
        expect(told).toBe(events.length);
      }),
      { numRuns: 300 },
    );
  });

  it('no more than one message of trouble and one of its end comes in the time of a repeat', () => {
    fc.assert(
      fc.property(acts, paces, (list, pace) => {
        const { channel } = play(list, pace);
        for (const type of ['trouble', 'recovered']) {
          const times = channel.messages.filter((message) => message.type === type).map(({ at }) => at);
          for (const [i, at] of times.entries())
            if (i > 0) expect(at - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(pace.repeatMs);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('an end is told only of trouble that was or is told, with all of its events, and never twice', () => {
    fc.assert(
      fc.property(acts, paces, (list, pace) => {
        const { channel } = play(list, pace);
        let between = 0;
        for (const { type, fresh, counts, again, ended, open } of channel.messages) {
          if (!again) between = 0;
          between += totalOf(fresh?.counts ?? {});
          expect(totalOf(counts)).toBe(between);
          if (type === 'trouble') expect(between).toBeGreaterThan(0);
          else {
            expect(pace.tellsEnd).toBe(true);
            expect(ended).toBeGreaterThan(0);
            between = 0;
          }
          expect(open).toBeLessThanOrEqual(8);
        }
        const last = channel.messages.at(-1);
        if (pace.tellsEnd && last && channel.open.size === 0) expect(last.open).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('no more is told to have ended than did, whatever is forgotten', () => {
    fc.assert(
      fc.property(actsOf('fails', 'recovers', 'forgets'), paces, (list, pace) => {
        const { channel } = play(list, pace);
        const ends = channel.messages.filter(({ type }) => type === 'recovered');
        const ended = ends.reduce((sum, message) => sum + message.ended, 0);
        expect(ended).toBeLessThanOrEqual(channel.recovered);
        if (channel.open.size === 0) expect(channel.group).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
