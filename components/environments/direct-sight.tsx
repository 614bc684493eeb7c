import { DELIVERY_TEXTS } from '@/components/schedules/delivery-text';
import { RelativeTime } from '@/components/ui/relative-time';
import type { DirectSight } from '@/lib/environments/direct-sight';

/** What Rota knows of the runs of a schedule that EventBridge Scheduler delivers, and what it can't know. */
export function DirectSightNote({ sight }: { sight: DirectSight }) {
  const { tasks, others, seen, lost } = sight;
  return (
    <>
      <p className="muted">{DELIVERY_TEXTS.direct}</p>
      <ul className="muted">
        {tasks !== null && (
          <li>
            <TasksText tasks={tasks} />
          </li>
        )}
        {others > 0 && (
          <li>
            Which calls of {tasks === null ? 'its targets' : 'its other targets'} came through can not be
            known.
          </li>
        )}
        {seen > 0 && <li>What AWS gives up shows here as failed.</li>}
        {lost > 0 && (
          <li>
            What AWS gives up of {lost === 1 ? '1 target' : `${lost} targets`} is lost: no dead-letter queue
            is set.
          </li>
        )}
      </ul>
    </>
  );
}

function TasksText({ tasks }: { tasks: NonNullable<DirectSight['tasks']> }) {
  if (tasks === 'no-queue')
    return 'How its ECS tasks ended can not be known: this environment has no queue of task events.';
  if (tasks.lastAt === null)
    return 'How its ECS tasks ended is not known yet: no event of a task has come through in this environment.';
  return (
    <>
      Its ECS tasks show once they have ended. The last event of a task in this environment came{' '}
      <RelativeTime at={tasks.lastAt} />.
    </>
  );
}
