import type { ArnRule } from './arn';

/** The queues that an environment may have, by the field that names each: the Terraform module makes them. */
export const QUEUES = {
  dispatchQueueArn: { label: 'Dispatch queue', example: 'rota-dispatch' },
  deadLetterQueueArn: { label: 'Dead-letter queue', example: 'rota-dead-letters' },
  taskEventQueueArn: { label: 'Queue of task events', example: 'rota-task-events' },
} as const;

export type QueueField = keyof typeof QUEUES;

export const QUEUE_FIELDS: readonly QueueField[] = [
  'dispatchQueueArn',
  'deadLetterQueueArn',
  'taskEventQueueArn',
];

/** What the ARN of such a queue looks like: EventBridge Scheduler puts dead letters into standard queues alone, EventBridge
 * events into a FIFO queue only with a group. */
export const queueRule = (field: QueueField): ArnRule => ({
  service: 'sqs',
  resource: /^[\w-]{1,80}$/,
  what: 'a standard SQS queue',
  example: QUEUES[field].example,
});
