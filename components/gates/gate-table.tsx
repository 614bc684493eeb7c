'use client';

import Link from 'next/link';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { lengthText } from '@/components/ui/length-text';
import { RelativeTime } from '@/components/ui/relative-time';
import type { DrainUnknown } from '@/lib/gates/drain';
import type { GateRow } from '@/lib/gates/queries';
import { GateChip, GateNote } from './gate-state';
import { numberText, rateText } from './gate-text';
import styles from './gates.module.css';

const COLUMNS: Column<GateRow>[] = [
  {
    id: 'name',
    header: 'Gate',
    className: 'col-name',
    cardTitle: true,
    cell: ({ id, name, environmentName, production }) => (
      <>
        <Link className="schedule-name" href={`/gates/${id}`}>
          {name}
        </Link>
        <span className="name-notes">
          {environmentName} {production && <Chip tone="bad">PROD</Chip>}
        </span>
      </>
    ),
  },
  {
    id: 'state',
    header: 'State',
    cell: (gate) => (
      <div className={styles.state}>
        <GateChip gate={gate} />
        <span className={styles.words}>
          <GateNote gate={gate} />
        </span>
      </div>
    ),
  },
  {
    id: 'waiting',
    header: 'Waiting',
    cell: (gate) => (
      <>
        <WaitingText gate={gate} />
        {gate.oldest && (
          <span className={styles.since}>
            since <RelativeTime at={gate.oldest} />
          </span>
        )}
      </>
    ),
  },
  { id: 'drain', header: 'Drains in', cell: (gate) => <DrainText gate={gate} /> },
  {
    id: 'rate',
    header: 'Rate now',
    cell: ({ rateNow, ratePerSecond }) => (
      <>
        {rateText(rateNow)}
        {rateNow !== ratePerSecond && <span className="muted"> of {rateText(ratePerSecond)}</span>}
      </>
    ),
  },
  { id: 'flight', header: 'In flight', cell: (gate) => <FlightText gate={gate} /> },
  { id: 'targets', header: 'Targets', cell: ({ targets }) => numberText(targets) },
];

const UNKNOWN: Readonly<Record<DrainUnknown, string>> = {
  closed: 'Not while it is closed',
  'no-worker': '— No worker is up',
  'in-flight': '— None of its runs ended in the last hour',
};

/** How long what waits takes, or why that can't be told. */
export function DrainText({ gate: { waiting, drainMs, drainUnknown } }: { gate: GateRow }) {
  if (waiting === 0) return <span className="muted">—</span>;
  return <span>{drainUnknown ? UNKNOWN[drainUnknown] : lengthText(drainMs ?? 0)}</span>;
}

/** How much waits for a gate, and how much of what is due is kept back by something else. */
export function WaitingText({ gate: { waiting, held } }: { gate: GateRow }) {
  return (
    <>
      {waiting === 0 ? <span className="muted">Nothing</span> : <strong>{numberText(waiting)}</strong>}
      {held > 0 && <span className={styles.since}>{numberText(held)} held by a freeze or a pause</span>}
    </>
  );
}

/** How many are under way, of how many that may be. */
export function FlightText({ gate: { inFlight, maxInFlight } }: { gate: GateRow }) {
  return (
    <span>
      {numberText(inFlight)}
      {maxInFlight !== null && <span className="muted"> of {numberText(maxInFlight)}</span>}
    </span>
  );
}

/** Every gate as it is now. */
export function GateTable({ gates }: { gates: readonly GateRow[] }) {
  return (
    <div className="table-frame">
      <DataTable caption="Gates" columns={COLUMNS} rows={gates} rowId={({ id }) => id} />
    </div>
  );
}
