/** What EventBridge Scheduler tells of one attempt. */
export type Attributes = {
  scheduleArn: string;
  /** The nominal time. */
  nominalAt: Date;
  /** Of this attempt alone. */
  executionId: string;
  /** From 1. */
  attempt: number;
};

/** As AWS writes times, without fractions: 2022-03-22T18:59:43Z. */
const toSeconds = (instant: Date) => `${instant.toISOString().slice(0, 19)}Z`;

/**
 * An input with its context attributes filled in; what is none of them stays as it is (Adding context attributes,
 * EventBridge Scheduler user guide).
 */
export function fillAttributes(input: string, attributes: Attributes): string {
  const values = new Map([
    ['schedule-arn', attributes.scheduleArn],
    ['scheduled-time', toSeconds(attributes.nominalAt)],
    ['execution-id', attributes.executionId],
    ['attempt-number', String(attributes.attempt)],
  ]);
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values.get(name) ?? whole);
}

/** What a target without an input is sent: the event of EventBridge Scheduler, as JSON. */
export function defaultEvent(attributes: Attributes): string {
  const [, , , region, account] = attributes.scheduleArn.split(':');
  return JSON.stringify({
    version: '0',
    id: attributes.executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account,
    time: toSeconds(attributes.nominalAt),
    region,
    resources: [attributes.scheduleArn],
    detail: '{}',
  });
}
