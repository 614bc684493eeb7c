export interface AttemptContext {
  scheduleArn: string;
  /** Epoch milliseconds. */
  slot: number;
  executionId: string;
  attempt: number;
}

/** `2026-03-29T01:00:00Z`: EventBridge Scheduler writes times without fractions. */
export const isoSeconds = (instant: number) => `${new Date(instant).toISOString().slice(0, 19)}Z`;

/**
 * What the target receives: the Input with its context attributes filled in, or the default event.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function payloadOf(input: string | undefined, context: AttemptContext): string {
  if (input === undefined) return defaultEvent(context);
  const values: Record<string, string> = {
    'schedule-arn': context.scheduleArn,
    'scheduled-time': isoSeconds(context.slot),
    'execution-id': context.executionId,
    'attempt-number': String(context.attempt),
  };
  return input.replaceAll(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole);
}

function defaultEvent(context: AttemptContext): string {
  const [, , , region, account] = context.scheduleArn.split(':');
  return JSON.stringify({
    version: '0',
    id: context.executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account,
    time: isoSeconds(context.slot),
    region,
    resources: [context.scheduleArn],
    detail: '{}',
  });
}
