'use client';

import Link from 'next/link';
import { RowCheck } from '@/components/bulk/row-check';
import { useSelection } from '@/components/bulk/use-selection';
import { Panel } from '@/components/ui/panel';
import type { OpenSchedule } from '@/lib/drift/recovery-queries';
import { DecideManyBar, type ManyLabels } from './decide-many-bar';
import type { LostIn } from './decide-many-dialog';
import { KindChip } from './kind-chip';
import styles from './recovery.module.css';
import { Sides } from './sides';
import { useDecideMany } from './use-decide-many';
import { whatDiffers } from './what-differs';

const LABELS: ManyLabels = {
  accept: 'Take over what AWS has',
  restore: 'Restore what this database has',
};

type RecoveryListProps = {
  environment: { id: string; name: string; production: boolean };
  teams: LostIn['teams'];
  schedules: readonly OpenSchedule[];
  /** How many there are in all. */
  count: number;
};

/** What differs, a schedule a row, to be decided together. */
export function RecoveryList({ environment, teams, schedules, count }: RecoveryListProps) {
  const many = useDecideMany();
  const shown = schedules.map(({ id }) => id);
  const selection = useSelection(environment.id, shown);
  const more = count - schedules.length;
  return (
    <Panel title="Differences">
      {schedules.length === 0 ? (
        <p className="muted">Nothing waits for a decision now.</p>
      ) : (
        <div className="selectable">
          <DecideManyBar
            selection={selection}
            rows={schedules.map((schedule) => ({ ...schedule, environment }))}
            many={many}
            labels={LABELS}
            lostIn={{ environmentId: environment.id, teams }}
          />
          <ul className={styles.list}>
            {schedules.map((schedule) => (
              <li key={schedule.id}>
                <RowCheck id={schedule.id} name={schedule.name} selection={selection} />
                <Row schedule={schedule} failure={many.failures.get(schedule.id)} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {more > 0 && (
        <p className="muted">
          The first {schedules.length} of {count.toLocaleString('en')}: {more.toLocaleString('en')} more
          follow once these are decided.
        </p>
      )}
    </Panel>
  );
}

function Row({ schedule, failure }: { schedule: OpenSchedule; failure: string | undefined }) {
  const { id, name, lost, generation, awsGeneration, found } = schedule;
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  const sides = found.filter(({ differences }) => differences.length > 0);
  return (
    <div className={styles.row}>
      <div className={styles.heading}>
        {lost ? (
          <strong>{name}</strong>
        ) : (
          <Link className="schedule-name" href={`/schedules/${id}`}>
            {name}
          </Link>
        )}
        {kinds.map((kind) => (
          <KindChip key={kind} kind={kind} />
        ))}
      </div>
      <p>
        {whatDiffers(found, lost)}.{' '}
        <span className="muted">
          {awsGeneration !== null && `Generation ${awsGeneration} in AWS`}
          {awsGeneration !== null && generation !== null && ', '}
          {generation !== null && `${generation} here`}
          {(awsGeneration ?? generation) !== null && '.'}
        </span>
      </p>
      {failure && (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      )}
      {sides.length > 0 && (
        <details>
          <summary>
            Side by side<span className="visually-hidden"> of {name}</span>
          </summary>
          {sides.map((one) => (
            <Sides key={one.name} caption={`What differs of ${name}`} differences={one.differences} />
          ))}
        </details>
      )}
    </div>
  );
}
