'use client';

import { ActButton } from '@/components/form/act-button';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ScheduleDrift } from '@/lib/drift/queries';
import { decideAct } from './decide-act';
import styles from './drift.module.css';
import { KindChip } from './kind-chip';
import { Sides } from './sides';

type DriftPanelProps = {
  schedule: {
    id: string;
    name: string;
    environment: { name: string; production: boolean };
    /** Where its file lives, which alone may change it. */
    managedBy: string | null;
  };
  drift: ScheduleDrift;
  /** Words for the ids of targets. */
  names: Readonly<Record<string, string>>;
  mayDecide: boolean;
  /** Whether its environment is in recovery: then administrators decide. */
  inRecovery: boolean;
};

/** What AWS has of a schedule but for Rota's doing, side by side, and both ways on. */
export function DriftPanel({ schedule, drift, names, mayDecide, inRecovery }: DriftPanelProps) {
  const gone = drift.found.every(({ kind }) => kind === 'missing');
  const decided = { schedule, seen: drift.seen, gone };
  return (
    <Panel title="Changed in AWS, not by Rota" className={styles.panel ?? ''}>
      <p>{drift.text}</p>
      {drift.found.map(({ name, targetId, kind, foundAt, switchedOff, differences }) => (
        <div key={name} className={styles.finding}>
          <header>
            <strong>{names[targetId ?? ''] ?? name}</strong>
            <KindChip kind={kind} />
            <span className="muted">
              found <RelativeTime at={foundAt} />
            </span>
          </header>
          {switchedOff && (
            <p className="muted">Rota has switched it off in AWS and changed nothing else of it.</p>
          )}
          {kind === 'missing' ? (
            <p>It is not in AWS any more.</p>
          ) : (
            <Sides caption={`What differs of ${names[targetId ?? ''] ?? name}`} differences={differences} />
          )}
        </div>
      ))}
      {mayDecide ? (
        <div className={styles.choices}>
          <ActButton act={decideAct('restore', decided)} />
          {schedule.managedBy === null && <ActButton act={decideAct('accept', decided)} />}
        </div>
      ) : (
        <p className="muted">
          {inRecovery
            ? 'This environment is in recovery: an administrator decides what becomes of it.'
            : 'An editor decides what becomes of it.'}
        </p>
      )}
    </Panel>
  );
}
