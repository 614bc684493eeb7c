import type { Metadata } from 'next';
import { JobTable } from '@/components/bulk/job-table';
import { RefreshEvery } from '@/components/bulk/refresh-every';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { listJobs } from '@/lib/bulk/queries';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Bulk acts' };

const ASK_EVERY_MS = 2_000;

export default protectedPage('schedule.read', async (context) => {
  const jobs = await listJobs(context);
  return (
    <>
      {jobs.some(({ status }) => status === 'running') && <RefreshEvery milliseconds={ASK_EVERY_MS} />}
      <PageHeader
        title="Bulk acts"
        description="What was done to many schedules at once, row by row, and the way back."
      />
      {jobs.length > 0 ? (
        <JobTable jobs={jobs} />
      ) : (
        <EmptyState
          icon="checklist"
          title="No bulk act yet"
          action={<ButtonLink href="/schedules">Go to the schedules</ButtonLink>}
        >
          Tick schedules in the list, or take all that match a filter, and say what is to be done to them.
        </EmptyState>
      )}
    </>
  );
});
