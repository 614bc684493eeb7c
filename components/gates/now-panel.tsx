import Link from 'next/link';
import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { GateDetail } from '@/lib/gates/queries';
import { GateChip, GateNote } from './gate-state';
import { DrainText, FlightText, WaitingText } from './gate-table';
import { rateText } from './gate-text';
import styles from './gates.module.css';

/** How a gate is just now: whether it is open, and what stands before it. */
export function NowPanel({ gate }: { gate: GateDetail }) {
  const { lastFailure } = gate;
  return (
    <Panel title="Now">
      <div className={styles.now}>
        <p className={styles.stateLine}>
          <GateChip gate={gate} />
          <span>
            <GateNote gate={gate} />
          </span>
        </p>
        {lastFailure && (
          <p>
            What failed last, <RelativeTime at={lastFailure.at} />:{' '}
            <Link href={`/runs/${lastFailure.runId}`}>a run of {lastFailure.scheduleName}</Link>.{' '}
            {lastFailure.reason}
          </p>
        )}
        <Facts
          facts={[
            { label: 'Rate now', value: rateText(gate.rateNow) },
            { label: 'In flight', value: <FlightText gate={gate} /> },
            { label: 'Waiting', value: <WaitingText gate={gate} /> },
            gate.oldest && { label: 'Oldest', value: <RelativeTime at={gate.oldest} /> },
            gate.waiting > 0 ? { label: 'Drains in', value: <DrainText gate={gate} /> } : null,
          ]}
        />
      </div>
    </Panel>
  );
}
