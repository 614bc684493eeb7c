import { deadLetterTurns } from '@/lib/dispatch/dead-letters/turn';
import { taskEventTurns } from '@/lib/dispatch/ecs-events/turn';
import { attemptIn } from '@/lib/dispatch/engine/attempt';
import { Deliveries } from '@/lib/dispatch/engine/deliveries';
import { intakeTurns } from '@/lib/dispatch/intake/intake';
import { env } from '@/lib/env';
import { healthTurn } from '@/lib/environments/health';
import { activeEnvironmentIds } from '@/lib/environments/queries';
import { adoptionTurn, scanTurn, watchTurn } from './adoption';
import { firstLook } from './first-look';
import { driftTurn, loop, markTurn } from './loops';
import { SyncSlots } from './sync-slots';
import { Wake } from './wake';

/** How often environments are looked for that are new or are used no more. */
const LOOK_EVERY_MS = 10_000;

/** What a worker holds comes back after so long without a word from it. */
const LEASE_MS = 30_000;

/** What did not turn for so long stands still: the longest nap of these loops is ten seconds. */
const TURNS_WITHIN_MS = 60_000;

type Lane = {
  end: AbortController;
  wakes: readonly Wake[];
  runs: Wake;
  deliveries: Deliveries;
  /** When its runs were last looked after, by `performance.now()`. */
  turnedAt(): number;
  /** Resolves once AWS was asked whether the database is behind it, or could not be asked. */
  looked: Promise<void>;
};

/** A lane for each environment, with loops of its own: an account that does not answer delays no other. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #running = new Set<Promise<unknown>>();
  #turnedAt = performance.now();

  /** @param worker the name of this process, another at each start */
  constructor(
    private readonly stop: AbortSignal,
    private readonly worker: string,
  ) {}

  /** Wakes every lane. */
  now(): void {
    for (const { wakes } of this.#lanes.values()) for (const wake of wakes) wake.now();
  }

  /** Says that an environment has runs, or that any may have. */
  runs(environmentId?: string): void {
    for (const [id, { runs }] of this.#lanes) if (!environmentId || environmentId === id) runs.now();
  }

  /** How many runs this process holds. */
  get running(): number {
    return [...this.#lanes.values()].reduce((sum, { deliveries }) => sum + deliveries.running, 0);
  }

  /** Whether the runs of every environment are looked after just now. */
  turns(): boolean {
    const times = [this.#turnedAt, ...[...this.#lanes.values()].map(({ turnedAt }) => turnedAt())];
    return times.every((at) => performance.now() - at < TURNS_WITHIN_MS);
  }

  /** Opens lanes of new environments and ends those of environments that are used no more. */
  async turn(): Promise<number> {
    const ids = new Set(await activeEnvironmentIds());
    for (const [id, { end }] of this.#lanes)
      if (!ids.has(id)) {
        end.abort();
        this.#lanes.delete(id);
      }
    for (const id of ids) if (!this.#lanes.has(id) && !this.stop.aborted) this.#lanes.set(id, this.#open(id));
    this.#turnedAt = performance.now();
    return LOOK_EVERY_MS;
  }

  /** Resolves once AWS was asked of every lane whether the database is behind it, or could not be asked. */
  async looked(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map(({ looked }) => looked));
  }

  /** Resolves once every lane has finished what it holds. */
  async ended(): Promise<void> {
    await Promise.all(this.#running);
  }

  #open(environmentId: string): Lane {
    const end = new AbortController();
    const signal = AbortSignal.any([this.stop, end.signal]);
    const [sync, adoption, scan, runs] = [signal, signal, signal, signal].map((it) => new Wake(it)) as [
      Wake,
      Wake,
      Wake,
      Wake,
    ];
    const slots = new SyncSlots(environmentId, () => sync.now());
    const deliveries = new Deliveries({
      environmentId,
      worker: this.worker,
      concurrency: env().ROTA_DELIVERIES_AT_ONCE,
      leaseMs: LEASE_MS,
      deliver: attemptIn(environmentId),
      wake: () => runs.now(),
      stop: signal,
    });
    let turnedAt = performance.now();
    const deliver = async () => {
      const nap = await deliveries.turn();
      turnedAt = performance.now();
      return nap;
    };
    // What is still held when the worker stops keeps its lease until it is over.
    const over = new AbortController();
    const each = (name: string, wake: Wake, turn: (id: string) => Promise<number>) =>
      loop(`${name} ${environmentId}`, signal, wake, () => turn(environmentId));
    const looked = firstLook(environmentId, signal);
    const afterLook: typeof each = (...loop) => looked.then(() => each(...loop));
    const running = Promise.all([
      each('sync', sync, () => slots.turn()).then(() => slots.ended()),
      each('drift', new Wake(signal), driftTurn),
      each('mark', new Wake(signal), markTurn),
      each('health', new Wake(signal), healthTurn),
      each('adoption', adoption, adoptionTurn),
      each('adoption scan', scan, scanTurn),
      each('originals', new Wake(signal), watchTurn),
      afterLook('deliveries', runs, deliver)
        .then(() => deliveries.ended())
        .finally(() => over.abort()),
      loop(`leases ${environmentId}`, over.signal, new Wake(over.signal), () => deliveries.keep()),
      afterLook('dead letters', new Wake(signal), deadLetterTurns(environmentId, signal)),
      afterLook('task events', new Wake(signal), taskEventTurns(environmentId, signal)),
      afterLook('intake', new Wake(signal), intakeTurns(environmentId, signal)),
    ]).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return { end, wakes: [sync, adoption, scan], runs, deliveries, turnedAt: () => turnedAt, looked };
  }
}
