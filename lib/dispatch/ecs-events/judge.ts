import { db } from '@/lib/db';
import { databaseNow } from '@/lib/schedules/load';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import { KINDS } from '@/lib/targets/registry';
import { type KnownSchedule, knownSchedules } from '../intake/schedules';
import { canTellOf } from '../intake/taking';
import { type TargetThen, versionsAt } from '../intake/version-at';
import type { TaskEnd } from './event';
import { slotOfTask, type TaskSlot } from './slot';

/** A task that a schedule of this environment started itself. */
export type Told = {
  end: TaskEnd;
  schedule: KnownSchedule;
  /** The version of the schedule that counts. */
  generation: number;
  slot: TaskSlot;
  /** How many tasks each slot of the target started then. */
  count: number;
};

/** `foreign`: what started it is no schedule of this environment. */
export type Verdict = Told | { refused: string; scheduleId: string } | 'foreign';

/**
 * Believes of a task just what fits a schedule of the environment: a target of it, in whose cluster and of whose definition
 * the task is, and a slot at which it was due. What was so when the task was created counts, or right before, because AWS
 * hears of a change a little later.
 * @returns of each, in their order, what it is
 */
export async function judgeTasks(environmentId: string, ends: readonly TaskEnd[]): Promise<Verdict[]> {
  if (ends.length === 0) return [];
  const owners = await schedulesOfTargets(ends.map(({ targetId }) => targetId));
  const schedules = await knownSchedules(db(), environmentId, [...owners.values()]);
  const now = await databaseNow(db());
  return Promise.all(
    ends.map(async (end) => {
      const schedule = schedules.get(owners.get(end.targetId) ?? '');
      return schedule?.id.startsWith(end.scheduleIdBegin) ? judge(schedule, end, now) : 'foreign';
    }),
  );
}

/** Whose targets these are: also of one that was removed, as long as AWS may have it. */
async function schedulesOfTargets(ids: string[]): Promise<Map<string, string>> {
  const rows = await db().$queryRaw<{ id: string; scheduleId: string }[]>`
    SELECT id, schedule_id AS "scheduleId" FROM target WHERE id = ANY (${ids}::text[])
    UNION SELECT target_id, schedule_id FROM aws_schedule WHERE target_id = ANY (${ids}::text[])`;
  return new Map(rows.map(({ id, scheduleId }) => [id, scheduleId]));
}

type Then = Omit<ScheduleTiming, 'excluded'> & {
  delivery: string;
  generation: number;
  flexibleMinutes: number;
  targets: readonly TargetThen[];
};

async function judge(schedule: KnownSchedule, end: TaskEnd, now: Date): Promise<Verdict> {
  const refused = (why: string) => ({
    refused: `It tells of an ECS task, and ${why}.`,
    scheduleId: schedule.id,
  });
  if (!canTellOf(end.stoppedAt, now)) return refused('the time of its end is too long ago, or in the future');
  const versions: Then[] = await versionsAt(db(), schedule.id, end.createdAt, 2);
  if (schedule.updatedAt <= end.createdAt) versions.unshift(asThen(schedule));
  const fitting = versions.flatMap((then) => {
    const target = then.targets.find(({ id }) => id === end.targetId);
    const count = target && then.delivery === 'direct' ? countIn(target, end) : null;
    return target && count !== null ? [{ then, target, count }] : [];
  });
  if (fitting.length === 0) return refused('its schedule had no such target when that was created');
  for (const { then, target, count } of fitting) {
    const slot = slotOfTask(then, target.maxAgeSeconds, end.createdAt);
    if (slot) return { end, schedule, generation: then.generation, slot, count };
  }
  return refused('its schedule had no slot when that was created');
}

const asThen = (schedule: KnownSchedule): Then => ({
  ...schedule,
  targets: schedule.targets.map(({ settings, ...target }) => ({ ...(settings as object), ...target })),
});

/** How many tasks a target starts at once; null where the task is of another cluster or definition than its own. */
function countIn(target: TargetThen, { clusterArn, taskDefinitionArn }: TaskEnd): number | null {
  const task = KINDS[target.kind].toAws(target).EcsParameters;
  const definition = task?.TaskDefinitionArn;
  if (!definition || target.arn !== clusterArn) return null;
  const fits = taskDefinitionArn === definition || taskDefinitionArn.startsWith(`${definition}:`);
  return fits ? (task.TaskCount ?? 1) : null;
}
