'use client';

import Link from 'next/link';
import { useMemo } from 'react';
import { RowCheck } from '@/components/bulk/row-check';
import { SelectionBar } from '@/components/bulk/selection-bar';
import { type Selection, useSelection } from '@/components/bulk/use-selection';
import { FrozenChip } from '@/components/freeze/frozen-chip';
import { LastOutcome } from '@/components/runs/last-outcome';
import { actsColumn } from '@/components/ui/acts-column';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import { may, type Role } from '@/lib/auth/roles';
import { DELIVERY_NAMES } from './delivery-text';
import { type ListValues, listHref, sortHref } from './list-href';
import { PauseNote } from './pause-note';
import { RefreshAt } from './refresh-at';
import type { RowView, TargetView } from './row-view';
import { StateButtons } from './state-buttons';
import { isOver, StateChip } from './state-chip';
import { SyncChip } from './sync-chip';

const ROW_ACTS = ['pause', 'resume'] as const;

/** The schedules of one page, each with its most common act. */
export function ScheduleTable({
  rows,
  values,
  role,
  matching,
  several,
}: {
  rows: readonly RowView[];
  values: ListValues;
  /** The highest that the person has anywhere: what the bar of the selection offers. */
  role: Role;
  /** How many match, as text, as in `1,000+`, and whether that is more than the page shows. */
  matching: { text: string; more: boolean };
  /** Whether there is more than one environment, so that each row says its own. */
  several: boolean;
}) {
  const shown = useMemo(() => rows.map(({ id }) => id), [rows]);
  const selection = useSelection(listHref(values), shown);
  const selects = may(role, 'bulk.prepare');
  const others = useMemo(() => columnsFor(values, several), [values, several]);
  const columns = selects ? [selectColumn(selection), ...others] : others;
  const sorted = useMemo(
    () => ({ column: values.sort, descending: values.dir === 'desc' }),
    [values.sort, values.dir],
  );
  const nextEnd = useMemo(() => firstEnd(rows), [rows]);
  return (
    <div className="selectable">
      {nextEnd && <RefreshAt at={nextEnd} />}
      {selects && (
        <SelectionBar
          selection={selection}
          shown={shown.length}
          matching={matching.text}
          more={matching.more}
          filter={values}
          role={role}
        />
      )}
      <div className="table-frame">
        <DataTable
          caption="Schedules"
          className="schedule-table"
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          sorted={sorted}
        />
      </div>
    </div>
  );
}

const selectColumn = (selection: Selection): Column<RowView> => ({
  id: 'select',
  header: 'Select',
  hideHeader: true,
  className: 'col-select',
  cell: ({ id, name }) => <RowCheck id={id} name={name} selection={selection} />,
});

/** When the first of the pauses ends that end by themselves. */
function firstEnd(rows: readonly RowView[]): Date | null {
  const ends = rows.flatMap(({ pauseUntil }) => (pauseUntil ? [pauseUntil.getTime()] : []));
  return ends.length > 0 ? new Date(Math.min(...ends)) : null;
}

function columnsFor(values: ListValues, several: boolean): Column<RowView>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      sortHref: sortHref(values, 'name'),
      className: 'col-name',
      cardTitle: true,
      cell: (row) => <Name row={row} values={values} several={several} />,
    },
    {
      id: 'what',
      header: 'Runs',
      className: 'col-what',
      cell: ({ targets, delivery }) => (
        <>
          <Targets targets={targets} />
          <span className="muted small-text">{DELIVERY_NAMES[delivery]}</span>
        </>
      ),
    },
    {
      id: 'next',
      header: 'When',
      sortHref: sortHref(values, 'next'),
      className: 'col-when',
      cell: (row) => <When row={row} />,
    },
    {
      id: 'state',
      header: 'State',
      className: 'col-state',
      cell: (row) => (
        <>
          <span className="chip-group">
            <StateChip {...row} />
            {row.frozen && !isOver(row.state) && <FrozenChip />}
            <SyncChip
              status={row.syncStatus}
              error={row.syncError}
              unknownSince={row.unknownSince}
              deleted={row.state === 'deleted'}
              byRota={row.byRota}
            />
          </span>
          <PauseNote {...row} />
        </>
      ),
    },
    {
      id: 'owner',
      header: 'Owner',
      className: 'col-owner',
      cell: ({ owner }) => <Link href={listHref({ ...values, owner })}>{owner}</Link>,
    },
    {
      id: 'updated',
      header: 'Changed',
      sortHref: sortHref(values, 'updated'),
      className: 'col-changed',
      cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    },
    actsColumn((row) => <StateButtons schedule={row} role={row.role} offered={ROW_ACTS} small />),
  ];
}

function Name({ row, values, several }: { row: RowView; values: ListValues; several: boolean }) {
  return (
    <>
      <Link className="schedule-name" href={`/schedules/${row.id}`}>
        {row.name}
      </Link>
      {row.production && <Chip tone="bad">PROD</Chip>}
      {row.managedBy && (
        <Chip tone="neutral" icon="lock">
          File
        </Chip>
      )}
      <span className="name-notes">
        {several && (
          <Link href={listHref({ ...values, environment: row.environmentId })}>{row.environmentName}</Link>
        )}
        <Link href={listHref({ ...values, team: row.teamId })}>{row.teamName}</Link>
        {row.tags.map((tag) => (
          <Link key={tag} className="tag" href={listHref({ ...values, tag })}>
            {tag}
          </Link>
        ))}
      </span>
    </>
  );
}

const SHOWN_TARGETS = 3;

function Targets({ targets }: { targets: readonly TargetView[] }) {
  const more = targets.length - SHOWN_TARGETS;
  return (
    <ul className="target-names">
      {targets.slice(0, SHOWN_TARGETS).map((target) => (
        <li key={target.id} title={`${target.label} ${target.name}`}>
          <Icon name={target.icon} />
          <span className="visually-hidden">{target.label} </span>
          <span className="target-name">{target.name}</span>
        </li>
      ))}
      {more > 0 && <li className="muted">and {more} more</li>}
    </ul>
  );
}

function When({ row }: { row: RowView }) {
  return (
    <>
      <span className="when" title={row.timeZone}>
        {row.when}
      </span>
      {row.nextRunAt && (
        <span className="next-run">
          <Time at={row.nextRunAt} /> <RelativeTime at={row.nextRunAt} />
        </span>
      )}
      {row.awaitedSlotAt && (
        <span className="next-run">
          once the run of <Time at={row.awaitedSlotAt} /> has ended
        </span>
      )}
      {row.last && <LastOutcome last={row.last} direct={row.delivery === 'direct' && !row.byRota} />}
    </>
  );
}
