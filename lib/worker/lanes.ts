import { healthTurn } from '@/lib/environments/health';
import { activeEnvironmentIds } from '@/lib/environments/queries';
import { driftTurn, loop, markTurn } from './loops';
import { SyncSlots } from './sync-slots';
import { Wake } from './wake';

/** How often environments are looked for that are new or are used no more. */
const LOOK_EVERY_MS = 10_000;

type Lane = { end: AbortController; wake: Wake };

/** A lane for each environment, with loops of its own: an account that does not answer delays no other. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #running = new Set<Promise<unknown>>();

  constructor(private readonly stop: AbortSignal) {}

  /** Wakes every lane. */
  now(): void {
    for (const { wake } of this.#lanes.values()) wake.now();
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
    return LOOK_EVERY_MS;
  }

  /** Resolves once every lane has finished what it holds. */
  async ended(): Promise<void> {
    await Promise.all(this.#running);
  }

  #open(environmentId: string): Lane {
    const end = new AbortController();
    const signal = AbortSignal.any([this.stop, end.signal]);
    const wake = new Wake(signal);
    const slots = new SyncSlots(environmentId, () => wake.now());
    const running = Promise.all([
      loop(`sync ${environmentId}`, signal, wake, () => slots.turn()).then(() => slots.ended()),
      loop(`drift ${environmentId}`, signal, new Wake(signal), () => driftTurn(environmentId)),
      loop(`mark ${environmentId}`, signal, new Wake(signal), () => markTurn(environmentId)),
      loop(`health ${environmentId}`, signal, new Wake(signal), () => healthTurn(environmentId)),
    ]).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return { end, wake };
  }
}
