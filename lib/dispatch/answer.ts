export type { Answer, Link } from '@/lib/aws/send/answer';
export { notCalled } from '@/lib/aws/send/failures';

/** What is to be sent where: one target of a schedule, its secrets opened and its references resolved. */
export type Delivery = {
  runId: string;
  scheduleId: string;
  /** The nominal time, as the payload says it: of a rerun that of the run before. */
  nominalAt: Date;
  /** From 1. */
  attempt: number;
  kind: string;
  arn: string;
  /** Whom the worker becomes for it. */
  roleArn: string;
  settings: object;
  /** The payload as it goes out: the attributes of EventBridge Scheduler are filled in. */
  input: string | null;
  timeoutMs: number;
  /**
   * Repeats with the same token are one call to ECS, Step Functions and FIFO queues. It is kept from attempt to attempt,
   * so that what came through without an answer does no harm. It is another one for a redrive, and after tasks that were
   * started under it (`running`) have failed: ECS would name those again. Up to 64 of `[A-Za-z0-9_-]`.
   */
  token: string;
};
