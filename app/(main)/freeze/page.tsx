import type { Metadata } from 'next';
import { RefreshEvery } from '@/components/bulk/refresh-every';
import { ActiveFreezes } from '@/components/freeze/active-freezes';
import { FreezeButton } from '@/components/freeze/freeze-button';
import { LiftedFreezes } from '@/components/freeze/lifted-freezes';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { activeFreezes, freezeChoices, liftedFreezes } from '@/lib/freeze/queries';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Freeze' };

const ASK_EVERY_MS = 2_000;

export default protectedPage('schedule.read', async (context) => {
  const [active, lifted, choices] = await Promise.all([
    activeFreezes(context),
    liftedFreezes(context),
    freezeChoices(context),
  ]);
  const follows = active.some(({ schedules, off, failed, drifted }) => off + failed + drifted < schedules);
  return (
    <>
      {follows && <RefreshEvery milliseconds={ASK_EVERY_MS} />}
      <PageHeader
        title="Freeze"
        description="Stops everything of a team, of an environment, or all, now. Each schedule keeps its own state, so that lifting brings back exactly what was."
        actions={choices.length > 0 && <FreezeButton choices={choices} />}
      />
      {active.length > 0 ? (
        <ActiveFreezes freezes={active} />
      ) : (
        <EmptyState icon="ac_unit" title="Nothing is frozen">
          Freeze in an emergency, or while something is changed that the schedules depend on.
        </EmptyState>
      )}
      {lifted.length > 0 && (
        <Panel title="Lifted" className="bare">
          <LiftedFreezes freezes={lifted} />
        </Panel>
      )}
    </>
  );
});
