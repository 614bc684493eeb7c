import { healthTurn } from '@/lib/environments/health';
import { activeEnvironmentIds } from '@/lib/environments/queries';
import { adoptionTurn, scanTurn, watchTurn } from './adoption';
import { driftTurn, loop, markTurn } from './loops';
import { SyncSlots } from './sync-slots';
import { Wake } from './wake';

/** How often environments are looked for that are new or are used no more. */
const LOOK_EVERY_MS = 10_000;

type Lane = { end: AbortController; wakes: readonly Wake[] };

/** A lane for each environment, with loops of its own: an account that does not answer delays no other. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #running = new Set<Promise<unknown>>();

  constructor(private readonly stop: AbortSignal) {}

  /** Wakes every lane. */
  now(): void {
    for (const { wakes } of this.#lanes.values()) for (const wake of wakes) wake.now();
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
    const [sync, adoption, scan] = [new Wake(signal), new Wake(signal), new Wake(signal)];
    const slots = new SyncSlots(environmentId, () => sync.now());
    const each = (name: string, wake: Wake, turn: (id: string) => Promise<number>) =>
      loop(`${name} ${environmentId}`, signal, wake, () => turn(environmentId));
    const running = Promise.all([
      each('sync', sync, () => slots.turn()).then(() => slots.ended()),
      each('drift', new Wake(signal), driftTurn),
      each('mark', new Wake(signal), markTurn),
      each('health', new Wake(signal), healthTurn),
      each('adoption', adoption, adoptionTurn),
      each('adoption scan', scan, scanTurn),
      each('originals', new Wake(signal), watchTurn),
    ]).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return { end, wakes: [sync, adoption, scan] };
  }
}
