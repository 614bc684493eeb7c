import type { Target } from './schedule';

/** One call that is due, of a schedule or of a rule's target. */
export interface Invocation {
  id: string;
  /** The row of the schedule or rule. */
  ownerId: string;
  arn: string;
  name: string;
  /** The nominal time, in epoch milliseconds. */
  slot: number;
  /** When the first attempt was due: the event's age counts from here. */
  beginsAt: number;
  /** Attempts including the one that begins now. */
  attempts: number;
  target: Target;
}

/** Where the engine finds what is due, and writes what came of it. Times are epoch milliseconds. */
export interface Queue {
  /** Forgets the calls that were under way when the process died. Returns how many there were. */
  dropInDoubt(): Promise<number>;
  /** The next moment at which anything is due. */
  nextDue(): Promise<number | null>;
  /** Turns what has fallen due into invocations. Returns how much was due; there may be more. */
  advance(now: number): Promise<number>;
  /** Takes up to `limit` due invocations: each is marked as running before anything is called. */
  claim(now: number, limit: number): Promise<Invocation[]>;
  retryAt(invocation: Invocation, due: number): Promise<void>;
  finish(invocation: Invocation): Promise<void>;
}

/** How schedules and rules differ in what they send. */
export interface Sender {
  /** Throws PermanentFailure where what is asked for is not carried out here. */
  check(invocation: Invocation): void;
  /** What the target receives. */
  payload(invocation: Invocation, executionId: string): string;
  /** What an ECS task says of who started it. */
  startedBy(invocation: Invocation): string;
  /** Attributes of a dead letter besides those of every one. */
  letter(invocation: Invocation, executionId: string): Record<string, string>;
}
