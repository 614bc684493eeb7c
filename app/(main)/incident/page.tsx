import type { Metadata } from 'next';
import Link from 'next/link';
import { ActiveFreezes } from '@/components/freeze/active-freezes';
import { FreezeButton } from '@/components/freeze/freeze-button';
import { EnvironmentsPanel } from '@/components/incident/environments-panel';
import { RefusedPanel } from '@/components/incident/refused-panel';
import { WorkersPanel } from '@/components/incident/workers-panel';
import { Live } from '@/components/runs/live';
import { RunCounts } from '@/components/runs/run-counts';
import { RunTable } from '@/components/runs/run-table';
import { runView } from '@/components/runs/run-view';
import { runsHref } from '@/components/runs/runs-href';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { freezeChoices } from '@/lib/freeze/queries';
import { LOOKS, stampOf } from '@/lib/runs/live/looks';
import { COUNT_CAP } from '@/lib/runs/queries-outcomes';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Incident' };

const SHOWN = 20;

export default protectedPage('schedule.read', async (context) => {
  const [seen, choices] = await Promise.all([LOOKS.incident(context), freezeChoices(context)]);
  const { counts, freezes, running, workers, environments, refused } = seen;
  return (
    <>
      <Live page={{ page: 'incident' }} stamp={stampOf(seen)} />
      <PageHeader
        title="Incident"
        description={`${freezes.length > 0 ? 'Frozen, in part or as a whole.' : 'Nothing is frozen.'} What runs, what waits, and who is up: this page keeps itself up to date.`}
        actions={
          <>
            <ButtonLink href="/notifications" icon="notifications">
              Who is notified
            </ButtonLink>
            {choices.length > 0 && <FreezeButton choices={choices} />}
          </>
        }
      />
      <RunCounts counts={counts} cap={COUNT_CAP} now={new Date()} />
      {freezes.length > 0 && <ActiveFreezes freezes={freezes} />}
      <Panel
        title="Running"
        aside={running.length > SHOWN && <Link href={runsHref({ state: 'running' })}>All that runs</Link>}
        className="bare"
      >
        {running.length > 0 ? (
          <RunTable runs={running.slice(0, SHOWN).map(runView)} caption="Running" />
        ) : (
          <p className="muted">Rota delivers nothing just now.</p>
        )}
      </Panel>
      <WorkersPanel workers={workers} />
      <EnvironmentsPanel environments={environments} />
      <RefusedPanel refused={refused} />
    </>
  );
});
