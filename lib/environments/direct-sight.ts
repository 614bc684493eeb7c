import { z } from 'zod';
import { query } from '@/lib/command';
import { db } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { placeOf } from '@/lib/schedules/at';
import { scheduleId } from '@/lib/schedules/schema';
import { KINDS } from '@/lib/targets/registry';
import { foreignQueues } from './foreign-queues';

/** What Rota can know of what EventBridge Scheduler delivers itself. */
export type DirectSight = {
  /**
   * Of ECS tasks: null where no target starts any, `no-queue` where the environment names none for their events, else when
   * an event of any task last came through there; null where none did yet.
   */
  tasks: null | 'no-queue' | { lastAt: Date | null };
  /** How many targets do something else. */
  others: number;
  /** How many targets send what is given up to the environment's own dead-letter queue, and how many nowhere. */
  seen: number;
  lost: number;
  /** The dead-letter queues of others that targets name: Rota never reads them. */
  foreign: string[];
};

/** What Rota can know of the runs of a schedule, were it delivered directly. */
export const directSight = query({
  permission: 'schedule.read',
  input: z.strictObject({ id: scheduleId }),
  at: ({ id }) => placeOf(id),
  async run(_context, { id }): Promise<DirectSight> {
    const schedule = await db().schedule.findUnique({
      where: { id },
      include: { targets: true, environment: { include: { sync: true } } },
    });
    if (!schedule) throw notFound('This schedule');
    const { targets, environment } = schedule;
    const starting = targets.filter(
      ({ kind, settings }) => KINDS[kind].toAws(settings as object).EcsParameters !== undefined,
    );
    const letters = targets.map(({ deadLetterArn }) => deadLetterArn);
    const own = environment.deadLetterQueueArn;
    return {
      tasks:
        starting.length === 0
          ? null
          : environment.taskEventQueueArn === null
            ? 'no-queue'
            : { lastAt: environment.sync?.taskEventAt ?? null },
      others: targets.length - starting.length,
      seen: letters.filter((arn) => arn !== null && arn === own).length,
      lost: letters.filter((arn) => arn === null).length,
      foreign: foreignQueues(environment, targets),
    };
  },
});
