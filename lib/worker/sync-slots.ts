import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { type Lease, takeDueLeases, untilNextDue } from '@/lib/sync/lease';
import { reconcileLeased } from '@/lib/sync/reconcile';

/** At least these calls a second for each schedule that is reconciled at once, so that none outlasts its lease. */
const CALLS_EACH = 5;
const MOST_AT_ONCE = 10;
const LONGEST_NAP = 10_000;

/** Brings what is due in an environment to AWS, a few schedules at once: one that takes long holds up no other. */
export class SyncSlots {
  readonly #busy = new Set<Promise<void>>();

  /** @param freed called whenever a schedule is done, so that the next turn comes at once */
  constructor(
    private readonly environmentId: string,
    private readonly freed: () => void,
  ) {}

  /** Begins what is due, as far as there is room. @returns milliseconds until the next turn, where nothing is done earlier */
  async turn(): Promise<number> {
    const most = Math.min(MOST_AT_ONCE, Math.floor(env().ROTA_AWS_CALLS_PER_SECOND / CALLS_EACH));
    const room = most - this.#busy.size;
    const leases = room > 0 ? await takeDueLeases(this.environmentId, room) : [];
    for (const lease of leases) this.#begin(lease);
    if (leases.length === room) return LONGEST_NAP;
    return Math.min((await untilNextDue(this.environmentId)) ?? LONGEST_NAP, LONGEST_NAP);
  }

  /** Resolves once all that was begun is done. */
  async ended(): Promise<void> {
    await Promise.all(this.#busy);
  }

  #begin(lease: Lease): void {
    const running = reconcileLeased(lease)
      .catch((error: unknown) => {
        log.error({ err: error, scheduleId: lease.scheduleId }, 'reconciliation could not be marked');
      })
      .finally(() => {
        this.#busy.delete(running);
        this.freed();
      });
    this.#busy.add(running);
  }
}
