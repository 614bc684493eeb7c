import { settleCircuits } from '@/lib/gates/circuit';
import { log } from '@/lib/log';
import { insist } from './insist';
import { claimOf, type Outcome, recordOutcomes } from './outcome';

/** Writes what a worker's deliveries came to: while one statement is under way, all that ends gathers for the next. */
export class Outcomes {
  #gathering: { outcomes: Outcome[]; written: Promise<void> } | null = null;
  #last: Promise<void> = Promise.resolve();

  /** @param stop says that the worker is stopped: then it waits for the database no longer than some seconds */
  constructor(
    private readonly worker: string,
    private readonly stop: AbortSignal | undefined,
  ) {}

  /** Resolves once it is written, after an outage of the database too, or was given up. */
  add(outcome: Outcome): Promise<void> {
    this.#gathering ??= this.#begin();
    this.#gathering.outcomes.push(outcome);
    return this.#gathering.written;
  }

  #begin() {
    const outcomes: Outcome[] = [];
    const written = this.#last.then(() => {
      this.#gathering = null;
      return this.#write(outcomes);
    });
    this.#last = written;
    return { outcomes, written };
  }

  #write(outcomes: readonly Outcome[]): Promise<void> {
    const runs = outcomes.map(({ claimed }) => claimed.runId);
    const write = async () => {
      const held = await recordOutcomes(outcomes, this.worker);
      await settleCircuits(
        outcomes.filter(({ claimed }) => held.has(claimOf(claimed))),
        this.worker,
      );
      const late = outcomes.flatMap(({ claimed }) => (held.has(claimOf(claimed)) ? [] : claimed.runId));
      if (late.length > 0) log.warn({ runs: late }, 'outcomes came after another worker had taken over');
    };
    return insist(runs, 'outcomes of runs could not be written', write, this.stop);
  }
}
