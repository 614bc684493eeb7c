'use client';

import { useMemo, useState } from 'react';
import * as actions from '@/app/(main)/gates/actions';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { whenText } from '@/components/schedules/when-text';
import { actsColumn } from '@/components/ui/acts-column';
import { Button } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { lengthText } from '@/components/ui/length-text';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import type { GateDetail } from '@/lib/gates/queries';
import { AddWindow } from './add-window';

type Window = GateDetail['windows'][number];

type WindowsPanelProps = { gate: GateDetail; mayAdd: boolean; mayRemove: boolean };

/** The maintenance windows of a gate, with the ways to plan one and to take one back. */
export function WindowsPanel({ gate, mayAdd, mayRemove }: WindowsPanelProps) {
  const [open, setOpen] = useState<'add' | Window | null>(null);
  const close = () => setOpen(null);
  const columns = useMemo(() => columnsFor(mayRemove ? setOpen : null), [mayRemove]);
  return (
    <Panel
      title="Maintenance"
      aside={
        mayAdd && (
          <Button small icon="add" aria-haspopup="dialog" onClick={() => setOpen('add')}>
            Plan maintenance
          </Button>
        )
      }
    >
      {gate.windows.length === 0 ? (
        <p className="muted">None is planned. A maintenance window closes the gate, and opens it again.</p>
      ) : (
        <div className="table-frame">
          <DataTable
            caption="Maintenance windows"
            columns={columns}
            rows={gate.windows}
            rowId={({ id }) => id}
          />
        </div>
      )}
      {open === 'add' && <AddWindow gate={gate} onClose={close} />}
      {open !== null && open !== 'add' && (
        <ConfirmDialog
          title="Take this maintenance back?"
          act={{ label: 'Take it back', icon: 'close' }}
          onConfirm={() => actions.removeWindow({ windowId: open.id })}
          done="The maintenance is taken back."
          onDone={close}
          onClose={close}
        >
          <p>
            <WindowText window={open} />. Where it closes the gate just now, the gate opens.
          </p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}

/** When a window closes its gate. */
function WindowText({ window: { fromAt, untilAt, expression, timeZone, minutes } }: { window: Window }) {
  if (expression === null || timeZone === null || minutes === null)
    return (
      <>
        <Time at={fromAt} exact /> to <Time at={untilAt} exact />
      </>
    );
  return (
    <>
      {whenText(expression, timeZone)}, for {lengthText(minutes * 60_000)}
    </>
  );
}

function columnsFor(remove: ((window: Window) => void) | null): Column<Window>[] {
  const columns: Column<Window>[] = [
    {
      id: 'when',
      header: 'Closed',
      className: 'col-name',
      cardTitle: true,
      cell: (window) => <WindowText window={window} />,
    },
    { id: 'reason', header: 'Reason', cell: ({ reason }) => reason },
  ];
  if (!remove) return columns;
  return [
    ...columns,
    actsColumn((window) => (
      <Button small icon="close" aria-haspopup="dialog" onClick={() => remove(window)}>
        Take back<span className="visually-hidden"> {window.reason}</span>
      </Button>
    )),
  ];
}
