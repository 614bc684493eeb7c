import { randomUUID } from 'node:crypto';
import { ACCOUNT } from '../account';
import { messageOf } from '../errors';
import type { Bus } from '../messaging/bus';
import type { ServiceOptions } from '../service-options';
import type { Task } from './task';

const isoTime = (seconds: number | undefined) =>
  seconds === undefined ? undefined : new Date(seconds * 1_000).toISOString();

/**
 * The event that ECS sends to EventBridge when a task changes: what DescribeTasks says, with a version and with times as
 * text (Amazon ECS task state change events, Amazon ECS developer guide).
 */
export function stateChangeOf(task: Task): object {
  const { tags: _, attachments, ...described } = task.describe();
  const { createdAt, startedAt, stoppingAt, stoppedAt } = described;
  const at = isoTime(stoppedAt ?? startedAt ?? createdAt);
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: ACCOUNT,
    time: at?.replace(/\.\d+Z$/, 'Z'),
    region: task.options.region,
    resources: [described.taskArn],
    detail: {
      attachments,
      ...described,
      createdAt: isoTime(createdAt),
      startedAt: isoTime(startedAt),
      stoppingAt: isoTime(stoppingAt),
      stoppedAt: isoTime(stoppedAt),
      updatedAt: at,
      version: stoppedAt === undefined ? 2 : 5,
    },
  };
}

/**
 * The rule of Rota's Terraform: ends of tasks that EventBridge Scheduler started are sent on to a queue.
 * @returns to be told of each task that has ended; without a queue it does nothing
 */
export function taskEventRule(bus: Bus, queue: string | undefined, log: ServiceOptions['log']) {
  return (task: Task): void => {
    const { region, startedBy } = task.options;
    if (queue === undefined || !startedBy?.startsWith('chronos-schedule/')) return;
    bus
      .sendMessage(queue, region, JSON.stringify(stateChangeOf(task)))
      .catch((error: unknown) => log('an event of a task was lost', { error: messageOf(error) }));
  };
}
