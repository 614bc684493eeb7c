import Link from 'next/link';
import { Panel } from '@/components/ui/panel';
import type { GateDetail } from '@/lib/gates/queries';
import { numberText } from './gate-text';
import styles from './gates.module.css';

/** The schedules whose targets stand behind a gate, those that wait for it first. */
export function BehindPanel({ gate: { targets, schedules } }: { gate: GateDetail }) {
  return (
    <Panel
      title="What stands behind it"
      aside={
        <span className="muted">
          {numberText(targets)} {targets === 1 ? 'target' : 'targets'}
        </span>
      }
    >
      {targets === 0 && (
        <p className="muted">
          Nothing yet. Choose this gate for a target in the form of a schedule that is delivered through Rota.
        </p>
      )}
      {schedules.length > 0 && (
        <ul className={styles.list}>
          {schedules.map(({ id, name, waiting }) => (
            <li key={id}>
              <Link href={`/schedules/${id}`}>{name}</Link>
              {waiting > 0 && <span className="muted"> {numberText(waiting)} waiting</span>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
