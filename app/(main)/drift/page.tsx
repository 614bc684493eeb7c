import type { Metadata } from 'next';
import { RefreshEvery } from '@/components/bulk/refresh-every';
import { DriftTable } from '@/components/drift/drift-table';
import { Scans } from '@/components/drift/scans';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { SOMEWHERE } from '@/lib/auth/access';
import { allows } from '@/lib/command';
import { listDecidable } from '@/lib/drift/decide-many-queries';
import { listDrift, listScans } from '@/lib/drift/queries';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Drift' };

const ASK_EVERY_MS = 2_000;

export default protectedPage('schedule.read', async (context) => {
  const [{ rows, count }, scans] = await Promise.all([listDrift(context), listScans(context)]);
  const ids = rows.flatMap(({ schedule }) => schedule?.id ?? []);
  const decidable = allows(context.actor, 'drift.restore', SOMEWHERE)
    ? await listDecidable(context, ids)
    : {};
  return (
    <>
      {scans.some(({ running }) => running) && <RefreshEvery milliseconds={ASK_EVERY_MS} />}
      <PageHeader
        title="Drift"
        description="What somebody changed in AWS behind Rota’s back. Rota leaves it so until a person decides: nothing is switched on, written over or made again."
      />
      <Scans scans={scans} />
      {rows.length > 0 ? (
        <DriftTable rows={rows} count={count} decidable={decidable} />
      ) : (
        <EmptyState icon="task_alt" title="Nothing to decide">
          As far as Rota has looked, AWS has what Rota left there.
        </EmptyState>
      )}
    </>
  );
});
