import { setMaxListeners } from 'node:events';
import { db } from '@/lib/db';
import { pass, type Token } from '@/lib/gates/pass';
import { keepWindows } from '@/lib/gates/windows';
import type { Claimant, Claimed } from './claim';
import { claimGated, gatesWaiting } from './gated-claim';
import { settleBusy } from './gated-exclusive';
import { placesOfGates, shareOfPlaces } from './share';

type Options = Claimant & {
  /** So many runs are held at once, of gates and others. */
  concurrency: number;
  /** Ends what waits in hand: it goes back. */
  stop?: AbortSignal | undefined;
  /** Starts the delivery of a run at once: it may not be late. */
  begin(claimed: Claimed): void;
};

/** So often is a gate asked at least while something waits behind it: it may have been opened, or changed. */
const ASK_EVERY_MS = 1_000;
/** Passed over for so long, for lack of places, a gate is told that it is looked after: else that would be an outage. */
const TELL_AFTER_MS = 5_000;
/** The end of each run wakes its worker: gates are not looked at more often than this. */
const LOOK_EVERY_MS = 5;
const SETTLE_EVERY_MS = 250;
/** What `gate_claim` says where as many are in flight as may be. */
const FULL_MS = 250;
/** So many gates are asked at once: the database has other work. */
const AT_ONCE = 4;

/** The runs behind the gates of an environment, in one worker: each gate is asked when its next token comes. */
export class GatedClaims {
  #hasGates = false;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #settledAt = Number.NEGATIVE_INFINITY;
  /** When each gate is asked again, by `performance.now()`, and whether as many were in flight as may be. */
  readonly #asked = new Map<string, { again: number; full: boolean }>();
  /** How many runs of each gate are held, and of these wait in hand for another token: those come first. */
  readonly #held = new Counts();
  readonly #inHand = new Counts();

  constructor(private readonly options: Options) {
    // Each run in hand listens.
    if (options.stop) setMaxListeners(0, options.stop);
  }

  /** Looks which gates there are, keeps their maintenance windows and counts, and asks those that there was no place for. */
  async lookAround(): Promise<void> {
    const { environmentId } = this.options;
    const ids = (await db().gate.findMany({ where: { environmentId }, select: { id: true } })).map(
      ({ id }) => id,
    );
    this.#hasGates = ids.length > 0;
    for (const id of this.#asked.keys()) if (!ids.includes(id)) this.#asked.delete(id);
    if (!this.#hasGates) return;
    await keepWindows(environmentId);
    for (const { id, inMs } of await gatesWaiting(environmentId))
      if (inMs <= 0 && this.#untilAsked(id) < -TELL_AFTER_MS) await this.#ask(id, 0);
    await db().$executeRaw`
      DELETE FROM gate_minute WHERE gate_id = ANY (${ids}::text[]) AND minute < now() - interval '1 day'`;
  }

  /** Says that something ended here: there may be room behind its gate. */
  ended({ gateId, pass }: Claimed): void {
    if (gateId === null) return;
    if (pass) this.#held.add(gateId, -1);
    if (this.#asked.get(gateId)?.full) this.#asked.delete(gateId);
  }

  /**
   * Takes what the gates let pass, and begins it.
   * @param room for so many runs
   * @param held runs that this worker holds, those of gates among them
   * @returns milliseconds until the next turn; null where nothing waits
   */
  async turn(room: number, held: number): Promise<number | null> {
    if (!this.#hasGates || room <= 0) return null;
    const soon = this.#lookedAt + LOOK_EVERY_MS - performance.now();
    if (soon > 0) return soon;
    this.#lookedAt = performance.now();
    if (performance.now() - this.#settledAt > SETTLE_EVERY_MS) {
      await settleBusy(this.options.environmentId);
      this.#settledAt = performance.now();
    }
    const waiting = await gatesWaiting(this.options.environmentId);
    const due = waiting.filter(
      ({ id, inMs }) => inMs <= 0 && this.#untilAsked(id) <= 0 && this.#inHand.of(id) === 0,
    );
    // From another one each time: where there is room for few, none is always the last.
    const first = Math.floor(Math.random() * due.length);
    const queue = [...due.slice(first), ...due.slice(0, first)];
    const places = placesOfGates(this.options.concurrency, held - this.#held.sum);
    // Of the places of gates, and of the whole worker: a gate has its share of the former, however few of the latter are left.
    let free = places - this.#held.sum;
    let left = room;
    const mostOf = (id: string) => Math.min(left, shareOfPlaces(free, this.#held.of(id)));
    const ask = async () => {
      for (let gate = queue.shift(); gate; gate = queue.shift()) {
        const most = mostOf(gate.id);
        if (most <= 0) continue;
        free -= most;
        left -= most;
        const unused = most - (await this.#ask(gate.id, most));
        free += unused;
        left += unused;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, ask));
    const naps = waiting.map(({ id, inMs }) => {
      // What ends here wakes this worker.
      const full = this.#inHand.of(id) > 0 || mostOf(id) <= 0;
      return Math.max(full ? ASK_EVERY_MS : 0, inMs, this.#untilAsked(id));
    });
    return naps.length > 0 ? Math.max(0, Math.min(...naps)) : null;
  }

  #untilAsked(gateId: string): number {
    return (this.#asked.get(gateId)?.again ?? 0) - performance.now();
  }

  async #pass(token: Token): Promise<void> {
    this.#inHand.add(token.gateId, 1);
    try {
      await pass(token, this.options.stop);
    } finally {
      this.#inHand.add(token.gateId, -1);
    }
  }

  /** @returns how many it took */
  async #ask(gateId: string, room: number): Promise<number> {
    const askedAt = performance.now();
    const { claimed, waitMs, lateMs, stale } = await claimGated(this.options, gateId, room);
    const { worker } = this.options;
    this.#held.add(gateId, claimed.length);
    for (const run of claimed) {
      const token = { gateId, runId: run.runId, worker, fence: run.fence, askedAt, lateMs };
      this.options.begin({ ...run, pass: () => this.#pass(token) });
    }
    if (stale) await keepWindows(this.options.environmentId);
    const wait = stale ? 0 : Math.min(waitMs ?? ASK_EVERY_MS, ASK_EVERY_MS);
    this.#asked.set(gateId, { again: performance.now() + wait, full: waitMs === FULL_MS });
    return claimed.length;
  }
}

/** A number for each name, 0 unless something was added. */
class Counts {
  readonly #counts = new Map<string, number>();
  sum = 0;

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  add(name: string, more: number): void {
    this.#counts.set(name, this.of(name) + more);
    this.sum += more;
  }
}
