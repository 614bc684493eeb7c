import { RelativeTime } from '@/components/ui/relative-time';
import type { DeadLetterLook } from '@/lib/environments/dead-letter-look';
import { waitingText } from './queues-panel';

/** How many messages wait in the dead-letter queues of targets that Rota never reads. */
export function DeadLetterQueues({ queues }: { queues: readonly DeadLetterLook[] }) {
  if (queues.length === 0) return null;
  return (
    <ul className="muted" aria-label="Dead-letter queues of its targets">
      {queues.map(({ arn, waiting, finding, at }) => (
        <li key={arn}>
          {finding.subject} is not Rota’s: nothing is taken out of it. It{' '}
          {waiting === null ? finding.text : waitingText(waiting)} {finding.words}
          {finding.words && ' '}
          Looked at <RelativeTime at={at} />.
        </li>
      ))}
    </ul>
  );
}
