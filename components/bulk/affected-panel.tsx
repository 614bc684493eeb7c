import { STATE_LOOKS } from '@/components/schedules/state-chip';
import { Chip } from '@/components/ui/chip';
import { Panel } from '@/components/ui/panel';
import type { Affected } from '@/lib/bulk/queries';

/** What a draft would change, by state and team, and what it leaves out, by the reason. */
export function AffectedPanel({ groups, skipped, production }: Affected) {
  return (
    <Panel title="What is affected">
      {production.count > 0 && (
        <p>
          <Chip tone="bad">PROD</Chip> {production.count.toLocaleString('en')} of them in production:{' '}
          {production.names.join(', ')}.
        </p>
      )}
      {groups.length === 0 && <p>Nothing: every schedule is left out.</p>}
      <ul className="bulk-groups">
        {groups.map(({ state, team, count }) => {
          const { label, tone, icon } = STATE_LOOKS[state];
          return (
            <li key={`${state} ${team}`}>
              <strong>{count.toLocaleString('en')}</strong>
              <Chip tone={tone} icon={icon}>
                {label}
              </Chip>
              <span>of {team}</span>
            </li>
          );
        })}
        {skipped.map(({ message, count }) => (
          <li key={message} className="muted">
            <strong>{count.toLocaleString('en')}</strong>
            <span>left out: {message}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
