import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { EnvironmentDetail } from '@/lib/environments/queries';
import type { QueueLook } from '@/lib/environments/queue-look';
import { QUEUES } from '@/lib/targets/environment-queues';
import styles from './environments.module.css';
import { VerdictChip } from './findings';

type QueuesPanelProps = {
  environment: EnvironmentDetail;
  /** Null while AWS is being asked. */
  queues: readonly QueueLook[] | null;
};

/** How many messages wait in each queue of an environment. */
export function QueuesPanel({ environment, queues }: QueuesPanelProps) {
  return (
    <Panel title="Queues">
      {queues === null && <p className="muted">Asking AWS …</p>}
      {queues?.length === 0 && (
        <p className="muted">
          None is named.{' '}
          {environment.fromVariables
            ? 'ROTA_DISPATCH_QUEUE_ARN, ROTA_DEAD_LETTER_QUEUE_ARN and ROTA_TASK_EVENT_QUEUE_ARN name them.'
            : 'The Terraform makes them: name them under Change.'}
        </p>
      )}
      {queues && queues.length > 0 && (
        <ul className={styles.findings} aria-label="Queues">
          {queues.map((queue) => (
            <QueueItem key={queue.field} queue={queue} taskEventAt={environment.taskEventAt} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

type QueueItemProps = { queue: QueueLook; taskEventAt: Date | null };

function QueueItem({ queue: { field, arn, waiting, finding }, taskEventAt }: QueueItemProps) {
  return (
    <li>
      {finding ? <VerdictChip verdict={finding.verdict} /> : <span className="muted">Not looked at</span>}
      <div>
        <p>
          <strong>{QUEUES[field].label}</strong> {waiting === null ? finding?.text : waitingText(waiting)}
        </p>
        <p className="mono small-text muted">{arn}</p>
        {field === 'taskEventQueueArn' && (
          <p className="muted small-text">
            {taskEventAt ? (
              <>
                The last event came <RelativeTime at={taskEventAt} />.
              </>
            ) : (
              'No event came yet: how ECS tasks of direct schedules ended is not known here.'
            )}
          </p>
        )}
        {finding?.words && <p className={`mono ${styles.words}`}>{finding.words}</p>}
        {finding?.todo && <p className="muted small-text">{finding.todo}</p>}
      </div>
    </li>
  );
}

/** SQS estimates. */
export function waitingText(count: number): string {
  if (count === 0) return 'has no message waiting.';
  return count === 1
    ? 'has about 1 message waiting.'
    : `has about ${count.toLocaleString('en')} messages waiting.`;
}
