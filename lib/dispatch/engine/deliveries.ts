import { NOTHING_TOLD } from '@/lib/aws/send/answer';
import { log } from '@/lib/log';
import { callbackMs, type Settings } from '@/lib/targets/kinds/webhook';
import type { Answer } from '../answer';
import { type Claimant, type Claimed, type ClaimedTarget, claimAbandoned, claimRuns, nextRun } from './claim';
import { claimExclusive } from './exclusive';
import { GatedClaims } from './gated';
import { orGiveBack } from './give-back';
import { keepLane } from './lane';
import { keepLeases } from './lease';
import { type Next, nextStep, type Policy, type Standing, stoppingText } from './next-step';
import { Outcomes } from './outcomes';

export type Options = {
  environmentId: string;
  /** The name of this worker, another at each start. */
  worker: string;
  /** How many runs it holds at once. */
  concurrency: number;
  leaseMs: number;
  /** Makes one attempt, or looks after its tasks. What it throws is a fault of Rota's own. */
  deliver(claimed: Claimed): Promise<Answer>;
  /** Called when there is room again. */
  wake(): void;
  /** Once it is aborted nothing waits in hand for its gate any more: it goes back unsent. And no outage is waited out. */
  stop?: AbortSignal;
};

/** How often it looks for what other workers left, and says that the environment is looked after. */
const LOOK_AROUND_MS = 5_000;

/** The deliveries of one environment in one worker: claims what is due, never more than it has room for. */
export class Deliveries {
  readonly #held = new Map<string, { fence: number; done: Promise<void> }>();
  /** How many of them are being sent; of the others the outcome is being written. */
  #sending = 0;
  readonly #outcomes: Outcomes;
  readonly #claimant: Claimant;
  readonly #gated: GatedClaims;
  #lookedAroundAt = Number.NEGATIVE_INFINITY;
  /** Whether what was claimed last came from a gate. */
  #lastWasGated = false;
  /** When, by the database, it was last asked what comes next. */
  #askedAt = new Date(0);

  constructor(private readonly options: Options) {
    this.#outcomes = new Outcomes(options.worker, options.stop);
    this.#claimant = options;
    this.#gated = new GatedClaims({
      ...options,
      begin: (claimed) => {
        this.#lastWasGated = true;
        this.#hold(claimed, () => orGiveBack(claimed, options, this.#attempt(claimed)));
      },
    });
  }

  get running(): number {
    return this.#held.size;
  }

  /** Takes what is due. @returns milliseconds until the next turn */
  async turn(): Promise<number> {
    const { concurrency, environmentId } = this.options;
    if (performance.now() - this.#lookedAroundAt > LOOK_AROUND_MS) {
      // First of all: what this process still works on is not abandoned, however long the database was away.
      await this.keep();
      await keepLane(environmentId);
      await this.#gated.lookAround();
      this.#lookedAroundAt = performance.now();
      for (const claimed of await claimAbandoned(this.#claimant, concurrency))
        this.#hold(claimed, () => this.#settle(claimed, abandoned(claimed)));
      // Also while others fill all the room.
      for (const claimed of await claimExclusive(
        this.#claimant,
        Math.max(1, 2 * concurrency - this.#held.size),
      ))
        this.#hold(claimed, () => this.#attempt(claimed));
    }
    // Gates first, but never all of the places: so neither keeps the other waiting for ever. A single place is had by turns.
    if (concurrency === 1 && this.#lastWasGated && (await this.#claimUngated()) > 0) return 0;
    const gated = await this.#gated.turn(this.#room, this.#held.size);
    const hadRoom = this.#room > 0;
    if ((await this.#claimUngated()) > 0) return 0;
    const next = hadRoom ? await this.#untilNext() : null;
    return Math.min(next ?? LOOK_AROUND_MS, gated ?? LOOK_AROUND_MS, LOOK_AROUND_MS);
  }

  /** Takes what is due without a gate, as far as there is room. @returns how many runs */
  async #claimUngated(): Promise<number> {
    const room = this.#room;
    if (room <= 0) return 0;
    const due = await claimRuns(this.#claimant, room);
    if (due.length < room) due.push(...(await claimExclusive(this.#claimant, room - due.length)));
    for (const claimed of due) this.#hold(claimed, () => this.#attempt(claimed));
    if (due.length > 0) this.#lastWasGated = false;
    return due.length;
  }

  /** What was overdue before the last claim and was not taken is kept back, or another worker has it. */
  async #untilNext(): Promise<number | null> {
    const { inMs, asOf } = await nextRun(this.options.environmentId, this.#askedAt);
    this.#askedAt = asOf;
    return inMs;
  }

  /** For how many runs. */
  get #room(): number {
    const { concurrency } = this.options;
    return Math.min(concurrency - this.#sending, 2 * concurrency - this.#held.size);
  }

  /** Says that this worker still works on what it holds. @returns milliseconds until it must say so again */
  async keep(): Promise<number> {
    const { worker, leaseMs } = this.options;
    const held = [...this.#held].map(([runId, { fence }]) => ({ runId, fence }));
    if (held.length > 0) await keepLeases(held, worker, leaseMs);
    return leaseMs / 3;
  }

  /** Resolves once everything that it holds is over. */
  async ended(): Promise<void> {
    while (this.#held.size > 0) await Promise.all([...this.#held.values()].map(({ done }) => done));
  }

  #hold(claimed: Claimed, work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => log.error({ err: error, run: claimed.runId }, 'a run was left to its lease'))
      .finally(() => {
        if (this.#held.get(claimed.runId)?.fence === claimed.fence) this.#held.delete(claimed.runId);
        this.#gated.ended(claimed);
        this.options.wake();
      });
    this.#held.set(claimed.runId, { fence: claimed.fence, done });
  }

  async #attempt(claimed: Claimed): Promise<void> {
    const end = endOf(claimed);
    if (end) return this.#settle(claimed, { answer: null, next: end });
    if (claimed.target === null) throw new Error(`Run ${claimed.runId} has no target.`);
    if (isTooOld(claimed, claimed.target))
      return this.#settle(claimed, { answer: null, next: { done: 'gave_up', reason: TOO_OLD } });
    const answer = await this.#send(claimed);
    return this.#settle(claimed, {
      answer,
      next: nextStep(answer, policyOf(claimed.target), standingOf(claimed), Math.random),
    });
  }

  async #send(claimed: Claimed): Promise<Answer> {
    this.#sending += 1;
    try {
      return await this.options.deliver(claimed);
    } finally {
      this.#sending -= 1;
      this.options.wake();
    }
  }

  #settle(claimed: Claimed, { answer, next }: { answer: Answer | null; next: Next }): Promise<void> {
    return this.#outcomes.add({ claimed, answer, next });
  }
}

/** What is said of an attempt whose worker went away. */
function abandoned(claimed: Claimed): { answer: Answer | null; next: Next } {
  const { step, stopping } = claimed;
  if (step === 'watch')
    return {
      answer: null,
      next: { step, afterMs: 0, reason: stopping && stoppingText(stopping) },
    };
  const reason = 'The worker that sent it stopped before an answer came.';
  const answer: Answer = { ...NOTHING_TOLD, outcome: 'unanswered', reason };
  return { answer, next: nextStep(answer, policyOf(claimed.target), standingOf(claimed), Math.random) };
}

/** RunTask's client token and the name of an execution (Amazon ECS and Step Functions API references). */
const WITH_TOKENS = ['ecs', 'sfn'];

const policyOf = (target: ClaimedTarget | null): Policy =>
  target
    ? {
        ...target,
        oneCall: WITH_TOKENS.includes(target.kind),
        callbackMs: target.kind === 'webhook' ? callbackMs(target.settings as Settings) : null,
      }
    : { retryAttempts: 0, maxAgeSeconds: 60, safeToRepeat: false, oneCall: false, callbackMs: null };

/** What ends a run without an attempt: what it was for is gone. Tasks that run are looked after to their end, where that can be. */
function endOf({ step, gone, inputVoid, target }: Claimed): Next | null {
  if (target === null)
    return step === 'watch'
      ? { done: 'unknown', reason: 'Its target was removed while its tasks ran.' }
      : { done: 'cancelled', reason: 'Its target was removed.' };
  if (step === 'watch') return null;
  if (gone) return { done: 'cancelled', reason: 'Its schedule was deleted.' };
  return inputVoid === null ? null : { done: 'cancelled', reason: inputVoid };
}

const standingOf = ({ step, stopping, attempt, attemptsBefore, now, since }: Claimed): Standing => ({
  step,
  stopping,
  attempt: attempt - attemptsBefore,
  ageMs: now.getTime() - since.getTime(),
  redriven: attemptsBefore > 0,
});

const TOO_OLD = 'It was held back until it was older than it may be.';

/** Whether another attempt comes later than it may: it waited for a pause, a freeze or a worker to end. */
const isTooOld = (claimed: Claimed, { maxAgeSeconds }: ClaimedTarget): boolean =>
  claimed.step === 'send' &&
  claimed.attempt - claimed.attemptsBefore > 1 &&
  standingOf(claimed).ageMs > maxAgeSeconds * 1_000;
