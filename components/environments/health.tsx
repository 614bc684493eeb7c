import { Chip } from '@/components/ui/chip';
import { RelativeTime } from '@/components/ui/relative-time';
import type { EnvironmentDetail } from '@/lib/environments/queries';

type Health = Pick<
  EnvironmentDetail,
  'healthy' | 'checkedAt' | 'unreachableSince' | 'error' | 'errorCode' | 'disabledAt'
>;

/** How an environment stands, and since when where it does not answer as it should. */
export function HealthChip({ healthy, unreachableSince, disabledAt }: Health) {
  if (disabledAt) return <Chip tone="neutral">Not looked at</Chip>;
  if (healthy === null)
    return (
      <Chip tone="info" icon="schedule">
        Not checked yet
      </Chip>
    );
  if (healthy)
    return (
      <Chip tone="good" icon="check_circle">
        Answers
      </Chip>
    );
  return (
    <Chip tone="bad" icon="error_outline">
      <span>
        Not in order
        {unreachableSince && (
          <>
            , since <RelativeTime at={unreachableSince} />
          </>
        )}
      </span>
    </Chip>
  );
}

/** The same with when that was seen, and why it is so. */
export function HealthNote(health: Health) {
  const { checkedAt, error, errorCode, disabledAt } = health;
  if (disabledAt) return null;
  return (
    <>
      {checkedAt && (
        <p className="muted small-text">
          Looked at <RelativeTime at={checkedAt} />.
        </p>
      )}
      {error && (
        <p className="sync-error">
          <strong>{errorCode}: </strong>
          {error}
        </p>
      )}
    </>
  );
}
