/** Where people find more of it: a page of the AWS console. */
export type Link = { label: string; url: string };

export type Told = {
  /** The HTTP status, where there was one. */
  status: number | null;
  /** AWS's own id of the call. */
  requestId: string | null;
  /** What came back; null where nothing did. It is cut to 2,000 characters before it is kept. */
  excerpt: string | null;
  links: readonly Link[];
};

export type Failed = {
  outcome: 'failed';
  reason: string;
  permanent: boolean;
  ran: boolean;
  retryAfterMs: number | null;
  /** It came to no call, which says nothing of the endpoint. */
  notCalled?: true;
};

/**
 * How one attempt ended. *Delivered* is not *succeeded*: it was accepted, what became of it nobody said. `running` names
 * the tasks to be watched until they stop, or says how long the receiver of a webhook may take to call back. `unanswered` was sent, and nobody knows whether it came through. `ran` says
 * that a failure is one of the work itself, which had begun: a function that threw, a task that exited with 1.
 */
export type Answer = Told &
  (
    | { outcome: 'succeeded' }
    | { outcome: 'delivered' }
    | { outcome: 'running'; tasks: readonly string[]; calledBackWithinMs?: number }
    | Failed
    | { outcome: 'unanswered'; reason: string }
  );

export const NOTHING_TOLD: Told = { status: null, requestId: null, excerpt: null, links: [] };

type Metadata = { httpStatusCode?: number | undefined; requestId?: string | undefined };

/** What AWS says of a call that it answered. */
export const toldBy = ({ httpStatusCode = 0, requestId }: Metadata): Told => ({
  ...NOTHING_TOLD,
  status: httpStatusCode || null,
  requestId: requestId ?? null,
});
