import { Chip, type Tone } from '@/components/ui/chip';
import { CodeBlock } from '@/components/ui/code-block';
import { EmptyState } from '@/components/ui/empty-state';
import { Facts } from '@/components/ui/facts';
import { Time } from '@/components/ui/time';
import type { RunAttempt } from '@/lib/runs/queries-one';
import { tookText } from './run-looks';
import styles from './runs.module.css';

const OUTCOMES: Readonly<Record<string, { label: string; tone: Tone; icon: string }>> = {
  succeeded: { label: 'Succeeded', tone: 'good', icon: 'check_circle' },
  delivered: { label: 'Handed over', tone: 'neutral', icon: 'outbox' },
  running: { label: 'Its tasks run', tone: 'info', icon: 'play_circle' },
  failed: { label: 'Failed', tone: 'bad', icon: 'error' },
  unanswered: { label: 'No answer', tone: 'warn', icon: 'help' },
};
/** Of a webhook: ECS never answers 202. */
const WAITS = { label: 'Waits for a call-back', tone: 'info', icon: 'hourglass_empty' } as const;
const UNDER_WAY = { label: 'Under way', tone: 'info', icon: 'play_circle' } as const;
const NOT_SENT = { label: 'Not sent', tone: 'neutral', icon: 'block' } as const;

type AttemptsProps = {
  attempts: readonly RunAttempt[];
  /** Whether the run is over: what has no end then was never sent. */
  over: boolean;
  keepsAnswers: boolean;
};

/** A run's attempts as a time line: when, how long, what came back. */
export function Attempts({ attempts, over, keepsAnswers }: AttemptsProps) {
  if (attempts.length === 0)
    return (
      <EmptyState icon="outbox" title="Nothing was sent">
        {over ? 'The run ended before anything was sent for it.' : 'Its attempts show here as they are made.'}
      </EmptyState>
    );
  return (
    <ol className={styles.timeline}>
      {attempts.map((attempt, index) => (
        <li key={attempt.attempt}>
          <Attempt
            attempt={attempt}
            over={over}
            keepsAnswers={keepsAnswers}
            asBefore={attempt.reason === attempts[index - 1]?.reason}
          />
        </li>
      ))}
    </ol>
  );
}

function Attempt({
  attempt: one,
  over,
  keepsAnswers,
  asBefore,
}: { attempt: RunAttempt; asBefore: boolean } & Omit<AttemptsProps, 'attempts'>) {
  const { attempt, startedAt, endedAt, outcome, reason, status, excerpt, requestId, links } = one;
  const waits = outcome === 'running' && status === 202;
  const look = waits ? WAITS : (OUTCOMES[outcome ?? ''] ?? (over ? NOT_SENT : UNDER_WAY));
  return (
    <>
      <h3 className={styles.attempt}>
        Attempt {attempt}{' '}
        <Chip tone={look.tone} icon={look.icon}>
          {look.label}
        </Chip>
      </h3>
      {reason && (asBefore ? <p className="muted">The same as before.</p> : <p>{reason}</p>)}
      <Facts
        facts={[
          { label: 'Began', value: <Time exact at={startedAt} /> },
          endedAt && { label: 'Took', value: tookText(endedAt.getTime() - startedAt.getTime()) },
          status !== null ? { label: 'Status', value: status } : null,
          requestId ? { label: 'Request', value: requestId, mono: true } : null,
        ]}
      />
      {excerpt ? (
        <CodeBlock label={`What came back from attempt ${attempt}`}>{excerpt}</CodeBlock>
      ) : (
        endedAt &&
        !keepsAnswers && <p className="muted small-text">Answers are not kept in this environment.</p>
      )}
      {links.length > 0 && (
        <ul className={styles.links}>
          {links.map(({ label, url }) => (
            <li key={url}>
              <a href={url} target="_blank" rel="noreferrer">
                {label} in AWS<span className="visually-hidden"> (opens a new window)</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
