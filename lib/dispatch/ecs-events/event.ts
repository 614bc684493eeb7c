import { z } from 'zod';
import type { Ended } from '@/lib/aws/send/task-end';

/** An ECS task of a schedule that has ended, as ECS tells of it. Nothing of it is proved. */
export type TaskEnd = {
  taskArn: string;
  clusterArn: string;
  taskDefinitionArn: string;
  /** Of the AWS schedule that started it: the target's id, and the beginning of the schedule's. */
  targetId: string;
  scheduleIdBegin: string;
  /** Raised by each change of the task. */
  version: number;
  createdAt: Date;
  startedAt: Date | null;
  stoppedAt: Date;
  stopCode: string | null;
  stoppedReason: string | null;
  containers: readonly Omit<Ended, 'essential'>[];
};

const instant = z.iso.datetime().transform((text) => new Date(text));
const text = z.string().max(2_000);
const words = z.string().nullish();

/** Amazon ECS task state change events, Amazon ECS developer guide. */
const event = z.object({
  source: z.literal('aws.ecs'),
  'detail-type': z.literal('ECS Task State Change'),
  account: z.string(),
  region: z.string(),
  detail: z.object({
    taskArn: text,
    clusterArn: text,
    taskDefinitionArn: text,
    lastStatus: text,
    startedBy: text.nullish(),
    version: z
      .int()
      .min(0)
      .max(2 ** 31 - 1),
    createdAt: instant,
    startedAt: instant.nullish(),
    stoppedAt: instant.nullish(),
    stopCode: words,
    stoppedReason: words,
    containers: z
      .array(z.object({ name: text, exitCode: z.int().nullish(), reason: words }))
      .max(100)
      .default([]),
  }),
});

/**
 * What ECS puts into `startedBy` of tasks that EventBridge Scheduler started: `chronos-schedule/` and the name of the AWS
 * schedule, which it cuts off after 19 characters (seen in public logs, undocumented). Rota's names begin with the
 * target's id.
 */
const STARTED_BY = /^chronos-schedule\/([0-9a-hjkmnp-tv-z]{16})-([0-9a-hjkmnp-tv-z]{0,16})$/;

/**
 * Reads a message of a queue of task events.
 * @returns `none` of what is no task event of this account and Region; `other` of a task that has not ended, or that no
 * schedule of a Rota started
 */
export function readTaskEvent(
  body: string,
  place: { accountId: string; region: string },
): TaskEnd | 'other' | 'none' {
  const { data } = event.safeParse(jsonOf(body));
  if (data?.account !== place.accountId || data.region !== place.region) return 'none';
  const { lastStatus, startedBy, stoppedAt, containers, ...task } = data.detail;
  if (!isTaskIn(task.taskArn, task.clusterArn)) return 'none';
  const [, targetId, scheduleIdBegin] = STARTED_BY.exec(startedBy ?? '') ?? [];
  if (lastStatus !== 'STOPPED' || !targetId || scheduleIdBegin === undefined) return 'other';
  if (!stoppedAt || !isSpan(task.createdAt, stoppedAt)) return 'none';
  const startedAt = task.startedAt ?? null;
  return {
    taskArn: task.taskArn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: task.taskDefinitionArn,
    targetId,
    scheduleIdBegin,
    version: task.version,
    createdAt: task.createdAt,
    startedAt: startedAt && isSpan(task.createdAt, startedAt) && startedAt <= stoppedAt ? startedAt : null,
    stoppedAt,
    stopCode: task.stopCode ?? null,
    stoppedReason: task.stoppedReason ?? null,
    containers: containers.map(({ name, exitCode, reason }) => ({
      name,
      exitCode: exitCode ?? null,
      reason: reason ?? null,
    })),
  };
}

/** Whether an ARN is that of a task in a cluster. */
function isTaskIn(taskArn: string, clusterArn: string): boolean {
  const cluster = `${clusterArn.replace(':cluster/', ':task/')}/`;
  return taskArn.startsWith(cluster) && /^[\w-]{1,64}$/.test(taskArn.slice(cluster.length));
}

/** No task runs for longer: AWS retires what they run on before. */
const LONGEST_MS = 400 * 24 * 3_600_000;

const isSpan = (from: Date, to: Date): boolean => to >= from && to.getTime() - from.getTime() <= LONGEST_MS;

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
