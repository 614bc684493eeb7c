'use client';

import { useMemo, useState } from 'react';
import * as actions from '@/app/(main)/calendars/actions';
import { answerOf } from '@/components/form/answer-of';
import { actsColumn } from '@/components/ui/acts-column';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import { useToast } from '@/components/ui/toast';
import type { CalendarDetail } from '@/lib/calendars/queries';
import { AddEntry } from './add-entry';
import styles from './calendars.module.css';
import { daysText } from './day-text';
import type { CalendarRef } from './rename-calendar';

type Entry = CalendarDetail['entries'][number];

type EntriesPanelProps = {
  calendar: CalendarRef;
  entries: readonly Entry[];
  today: string;
  mayChange: boolean;
};

const PAGE = 50;

/** The dates of a calendar, those that are over on demand, with the ways to add one and to take one away. */
export function EntriesPanel({ calendar, entries, today, mayChange }: EntriesPanelProps) {
  const [all, setAll] = useState(false);
  const [page, setPage] = useState(0);
  const remove = useRemove(calendar);
  const columns = useMemo(() => columnsFor(mayChange ? remove : null), [mayChange, remove]);
  const past = entries.filter(({ last }) => last < today).length;
  const shown = all ? entries : entries.filter(({ last }) => last >= today);
  const from = Math.min(page, Math.max(0, Math.ceil(shown.length / PAGE) - 1)) * PAGE;
  const to = Math.min(from + PAGE, shown.length);
  return (
    <Panel title="Dates">
      {mayChange && <AddEntry calendar={calendar} />}
      {shown.length > 0 ? (
        <div className="table-frame">
          <DataTable caption="Dates" columns={columns} rows={shown.slice(from, to)} rowId={({ id }) => id} />
        </div>
      ) : (
        <p className="muted">
          {past > 0 ? 'Nothing is ahead: all its dates are over.' : 'It has no dates yet.'}
        </p>
      )}
      <div className={styles.bar}>
        {past > 0 && (
          <Checkbox name="all" label={`Show what is over (${past})`} checked={all} onChange={setAll} />
        )}
        {shown.length > PAGE && (
          <nav className={styles.pages} aria-label="Pages of dates">
            <Button small icon="chevron_left" disabled={from === 0} onClick={() => setPage(from / PAGE - 1)}>
              Earlier
            </Button>
            <span aria-live="polite">
              {from + 1} to {to} of {shown.length.toLocaleString('en')}
            </span>
            <Button
              small
              icon="chevron_right"
              disabled={to === shown.length}
              onClick={() => setPage(from / PAGE + 1)}
            >
              Later
            </Button>
          </nav>
        )}
      </div>
    </Panel>
  );
}

function useRemove({ id, name, version }: CalendarRef) {
  const toast = useToast();
  return useMemo(
    () => async (entry: Entry) => {
      const result = await answerOf(actions.update({ id, version, name, remove: [entry.id] }));
      const { first, last, label } = entry;
      if (!result.ok) return toast({ message: result.error.message, tone: 'bad' });
      const next = result.value.version;
      toast({
        message: `${daysText(entry)}, ${label}, is taken away.`,
        tone: 'good',
        action: {
          label: 'Undo',
          run: () => void putBack(next),
        },
      });

      async function putBack(version: number) {
        const again = await answerOf(actions.update({ id, version, name, add: [{ first, last, label }] }));
        toast(
          again.ok
            ? { message: `${label} is back.`, tone: 'good' }
            : { message: again.error.message, tone: 'bad' },
        );
      }
    },
    [id, name, version, toast],
  );
}

function columnsFor(remove: ((entry: Entry) => Promise<void>) | null): Column<Entry>[] {
  const columns: Column<Entry>[] = [
    { id: 'days', header: 'Days', className: 'col-name', cardTitle: true, cell: daysText },
    { id: 'label', header: 'Label', cell: ({ label }) => label },
  ];
  if (!remove) return columns;
  return [
    ...columns,
    actsColumn((entry) => (
      <Button small icon="close" onClick={() => remove(entry)}>
        Remove
        <span className="visually-hidden">
          {' '}
          {entry.label}, {daysText(entry)}
        </span>
      </Button>
    )),
  ];
}
