import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { messageOf } from '../errors';
import type { TargetClients } from '../targets/clients';
import { deliver } from '../targets/deliver';
import { isPermanent } from '../targets/delivery';
import { sendDeadLetter } from './dead-letter';
import type { Invocation, Queue, Sender } from './queue';
import { judge } from './retry';

export interface EngineOptions {
  queue: Queue;
  sender: Sender;
  clock: Clock;
  clients: TargetClients;
  log: (message: string, detail?: Record<string, unknown>) => void;
}

const PARALLEL = 32;
/** A timer never sleeps longer than this, so that a change of the system clock is noticed. */
const LONGEST_SLEEP = 60_000;
const AFTER_FAILURE = 1000;
/** When what is due is in the hands of an API call that has not committed yet. */
const WHILE_LOCKED = 20;

/** Fires what is due. Everything it knows is in the database, so that it may die at any moment. */
export class Engine {
  private readonly working = new Set<Promise<void>>();
  private delivering = 0;
  private passing = false;
  private again = false;
  private stopped = false;
  private cancelTimer: () => void = () => {};
  private readonly stopping = new AbortController();

  constructor(private readonly options: EngineOptions) {}

  async start(): Promise<void> {
    const dropped = await this.options.queue.dropInDoubt();
    if (dropped > 0) this.options.log('calls cut off by the last exit are not repeated', { dropped });
    this.wake();
  }

  /** Looks for due work now. */
  readonly wake = (): void => {
    if (this.stopped) return;
    this.again = true;
    if (!this.passing) this.track(this.pass());
  };

  /** Resolves when nothing is under way: all that is due has been called and settled. */
  async idle(): Promise<void> {
    while (this.working.size > 0) await Promise.all(this.working);
  }

  /** Lets calls under way finish and begins no other. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.stopping.abort();
    this.cancelTimer();
    await this.idle();
  }

  private track(work: Promise<void>): void {
    this.working.add(work);
    void work.finally(() => this.working.delete(work));
  }

  private async pass(): Promise<void> {
    this.passing = true;
    this.cancelTimer();
    let wait = LONGEST_SLEEP;
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        wait = await this.fire();
      }
    } catch (error) {
      this.options.log('looking for what is due failed', { error: messageOf(error) });
      wait = AFTER_FAILURE;
    }
    this.passing = false;
    if (this.stopped) return;
    if (this.again) this.wake();
    else this.cancelTimer = this.options.clock.setTimer(this.wake, wait);
  }

  /** Begins what is due. Returns for how long there is nothing more to do, in milliseconds. */
  private async fire(): Promise<number> {
    const { queue, clock } = this.options;
    const room = PARALLEL - this.delivering;
    const next = await queue.nextDue();
    // A call that ends makes room and wakes this again.
    if (next === null || room <= 0) return LONGEST_SLEEP;
    if (next > clock.now()) return Math.min(next - clock.now(), LONGEST_SLEEP);
    const advanced = await queue.advance(clock.now());
    const claimed = await queue.claim(clock.now(), room);
    for (const invocation of claimed) {
      this.delivering += 1;
      this.track(this.attempt(invocation));
    }
    if (advanced + claimed.length === 0) return WHILE_LOCKED;
    this.again = true;
    return 0;
  }

  private async attempt(invocation: Invocation): Promise<void> {
    const record = await this.call(invocation);
    await this.untilRecorded(invocation, record);
    this.delivering -= 1;
    this.wake();
  }

  /** The call has been made, so its outcome must not be lost to a database that is away for a moment. */
  private async untilRecorded(invocation: Invocation, record: () => Promise<void>): Promise<void> {
    for (let recorded = false; !recorded; ) {
      try {
        await record();
        recorded = true;
      } catch (error) {
        this.options.log('recording an attempt failed', { name: invocation.name, error: messageOf(error) });
        if (this.stopped) return;
        await this.pause(AFTER_FAILURE);
      }
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.options.clock.setTimer(resolve, ms);
      const end = () => {
        cancel();
        resolve();
      };
      this.stopping.signal.addEventListener('abort', end, { once: true });
    });
  }

  /** Calls the target; returns how to record what came of it. */
  private async call(invocation: Invocation): Promise<() => Promise<void>> {
    const { queue, sender, clock, clients, log } = this.options;
    const { arn, target, attempts, slot } = invocation;
    const executionId = randomUUID();
    const payload = sender.payload(invocation, executionId);
    try {
      sender.check(invocation);
      await deliver(clients, { target, payload, startedBy: sender.startedBy(invocation), executionId });
      log('delivered', { source: arn, slot, attempts, target: target.Arn });
    } catch (error) {
      const failure = { permanent: isPermanent(error), at: clock.now(), jitter: Math.random() };
      const verdict = judge(invocation, target.RetryPolicy, failure);
      log('attempt failed', { source: arn, slot, attempts, error: messageOf(error), ...verdict });
      if ('retryAt' in verdict) return () => queue.retryAt(invocation, verdict.retryAt);
      const attributes = sender.letter(invocation, executionId);
      await this.giveUp(invocation, { payload, attributes, exhausted: verdict.exhausted, error });
    }
    return () => queue.finish(invocation);
  }

  private async giveUp(
    invocation: Invocation,
    last: {
      payload: string;
      attributes: Record<string, string>;
      exhausted: string | undefined;
      error: unknown;
    },
  ): Promise<void> {
    const queueArn = invocation.target.DeadLetterConfig?.Arn;
    if (!queueArn) return;
    const { error, ...rest } = last;
    try {
      await sendDeadLetter(this.options.clients, {
        ...rest,
        queueArn,
        error: { name: error instanceof Error ? error.name : 'Error', message: messageOf(error) },
        retries: invocation.attempts - 1,
        targetArn: invocation.target.Arn,
      });
    } catch (failure) {
      this.options.log('the dead-letter queue took no message', { queueArn, error: messageOf(failure) });
    }
  }
}
