'use client';

import { Chip, type Tone } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { WorkerView } from '@/lib/runs/queries-incident';

const LOOKS: Readonly<Record<WorkerView['standing'], { label: string; tone: Tone; icon: string }>> = {
  up: { label: 'Up', tone: 'good', icon: 'check_circle' },
  stopped: { label: 'Stopped', tone: 'neutral', icon: 'power_settings_new' },
  silent: { label: 'Silent', tone: 'bad', icon: 'error' },
};

/** As in `Clock 1.2 s ahead`. */
const clockText = (offMs: number): string =>
  `Clock ${(Math.abs(offMs) / 1_000).toFixed(1)} s ${offMs > 0 ? 'ahead' : 'behind'}`;

const COLUMNS: Column<WorkerView>[] = [
  { id: 'host', header: 'Host', cardTitle: true, cell: ({ host }) => <strong>{host}</strong> },
  {
    id: 'standing',
    header: 'State',
    cell: ({ standing, clockOffMs }) => {
      const { label, tone, icon } = LOOKS[standing];
      return (
        <>
          <Chip tone={tone} icon={icon}>
            {label}
          </Chip>{' '}
          {standing === 'up' && clockOffMs !== null && (
            <Chip tone="bad" icon="schedule">
              {clockText(clockOffMs)}
            </Chip>
          )}
        </>
      );
    },
  },
  { id: 'seen', header: 'Last heard of', cell: ({ seenAt }) => <RelativeTime at={seenAt} /> },
  { id: 'started', header: 'Started', cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
  { id: 'running', header: 'Holds', cell: ({ running }) => running },
];

/** What wrong clocks mean, of so many of those that are up. */
function clocksText(wrong: number, up: number): string {
  const them = wrong === 1 ? 'The clock of one worker is' : `The clocks of ${wrong} workers are`;
  const rest =
    wrong === up
      ? 'Nothing that is planned to the second starts, for no other worker is up.'
      : 'What is planned to the second is left to the others.';
  return `${them} over a second off the database’s. ${rest} Check how their hosts, and that of the database, set their clocks.`;
}

/** The workers of the last day: those that are up, that stopped, and that went silent. */
export function WorkersPanel({ workers }: { workers: readonly WorkerView[] }) {
  const up = workers.filter(({ standing }) => standing === 'up');
  const wrong = up.filter(({ clockOffMs }) => clockOffMs !== null);
  return (
    <Panel title="Workers" className="bare">
      {up.length === 0 && (
        <p className="banner tone-bad" role="alert">
          No worker is up: nothing is delivered through Rota, and AWS is not kept in step. Direct schedules go
          on.
        </p>
      )}
      {wrong.length > 0 && (
        <p className="banner tone-bad" role="alert">
          {clocksText(wrong.length, up.length)}
        </p>
      )}
      {workers.length > 0 && (
        <div className="table-frame">
          <DataTable caption="Workers" columns={COLUMNS} rows={workers} rowId={({ id }) => id} />
        </div>
      )}
    </Panel>
  );
}
