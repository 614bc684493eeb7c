import type { Context } from '@/lib/context';
import { assignSchedule } from '@/lib/schedules/assign';
import type { Saved } from '@/lib/schedules/commands';
import { restoreSchedule, restoreState } from '@/lib/schedules/restore';
import * as states from '@/lib/schedules/state-commands';
import { BULK, type BulkAction, type JobAction } from './actions';
import { jobParams } from './schema';

/** A row of a job that is to be carried out. */
export type Task = {
  jobId: string;
  action: JobAction;
  /** What is undone, of a job that undoes. */
  undone: BulkAction | null;
  params: unknown;
  reason: string;
  scheduleId: string;
  generation: number;
  before: unknown;
};

/** Does to one schedule what its job says, by the command that a person would use for it alone. */
export function carryOut(context: Context, task: Task): Promise<Saved> {
  const { scheduleId: id, generation, reason } = task;
  const common = { id, generation, reason };
  const { until, ...assigned } = jobParams.parse(task.params);
  switch (task.action) {
    case 'pause':
      return states.pauseSchedule(context, {
        ...common,
        ...(until && { until: { kind: 'instant', at: until } }),
      });
    case 'resume':
      return states.resumeSchedule(context, common);
    case 'disable':
      return states.disableSchedule(context, common);
    case 'enable':
      return states.enableSchedule(context, common);
    case 'delete':
      return states.deleteSchedule(context, common);
    case 'team':
    case 'owner':
    case 'tags':
      return assignSchedule(context, { ...common, ...assigned });
    case 'undo':
      return takeBack(context, task)({ ...common, before: task.before });
  }
}

function takeBack(context: Context, { undone }: Task): (input: unknown) => Promise<Saved> {
  const ofState = undone !== null && BULK[undone].undoPermission === 'schedule.restore-state';
  return (input) => (ofState ? restoreState : restoreSchedule)(context, input);
}
