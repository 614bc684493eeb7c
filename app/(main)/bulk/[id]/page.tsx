import type { Metadata } from 'next';
import Link from 'next/link';
import { AffectedPanel } from '@/components/bulk/affected-panel';
import { ItemTable } from '@/components/bulk/item-table';
import { JobFacts } from '@/components/bulk/job-facts';
import { JobProgress } from '@/components/bulk/job-progress';
import { jobTitle } from '@/components/bulk/job-text';
import { RefreshEvery } from '@/components/bulk/refresh-every';
import { RetryButton } from '@/components/bulk/retry-button';
import { StartForm } from '@/components/bulk/start-form';
import { StatusFilter } from '@/components/bulk/status-filter';
import { UndoButton } from '@/components/bulk/undo-button';
import { address } from '@/components/ui/address';
import { Chip } from '@/components/ui/chip';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { Panel } from '@/components/ui/panel';
import type { BulkAction } from '@/lib/bulk/actions';
import { type ItemFilter, itemFilter } from '@/lib/bulk/filter';
import { affected, getJob, type Item, type JobDetail, jobOffers, listItems } from '@/lib/bulk/queries';
import type { Context } from '@/lib/context';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Bulk act' };

const ASK_EVERY_MS = 2_000;
const FRESH_MS = 5 * 60_000;

export default protectedPage('schedule.read', async (context, { params, searchParams }) => {
  const { id = '' } = await params;
  const filter = itemFilter.parse(await searchParams);
  const job = await getJob(context, id);
  return job.status === 'draft' ? (
    <Draft context={context} job={job} filter={filter} />
  ) : (
    <Job {...{ context, job, filter }} />
  );
});

type Shown = { context: Context; job: JobDetail; filter: ItemFilter };

const ProdMark = ({ job }: { job: JobDetail }) => job.production.length > 0 && <Chip tone="bad">PROD</Chip>;

/** What would be done, and the form that starts it. */
async function Draft({ context, job, filter }: Shown) {
  const action = job.action as BulkAction;
  const [found, teams] = await Promise.all([
    affected(context, job.id),
    listTeamNames(context, 'schedule.update'),
  ]);
  return (
    <>
      <PageHeader
        title={jobTitle(job)}
        marks={<ProdMark job={job} />}
        description="Nothing has happened yet. What somebody changes from now on is left out."
      />
      <div className="detail">
        <div className="detail-main">
          <AffectedPanel {...found} />
          <Items context={context} job={job} filter={filter} />
        </div>
        <div className="detail-side">
          <Panel title="Go ahead">
            <StartForm job={{ id: job.id, action, rows: job.counts.queued }} teams={teams} />
          </Panel>
        </div>
      </div>
    </>
  );
}

/** How far it is, row by row, and the way back. */
async function Job({ context, job, filter }: Shown) {
  const { id, status, counts, undoneBy } = job;
  const offers = await jobOffers(context, job);
  return (
    <>
      <PageHeader
        title={jobTitle(job)}
        marks={<ProdMark job={job} />}
        actions={
          <>
            {offers.retry && <RetryButton job={{ id, failed: counts.failed }} />}
            {offers.undo && <UndoButton job={{ id, done: counts.done, production: job.production }} />}
          </>
        }
      />
      {undoneBy && (
        <p className="banner tone-neutral">
          <span>
            This was undone. <Link href={`/bulk/${undoneBy}`}>See what was brought back</Link>
          </span>
        </p>
      )}
      <div className="detail">
        <div className="detail-main">
          <JobProgress status={status} counts={counts} />
          <Items context={context} job={job} filter={filter} />
        </div>
        <div className="detail-side">
          <JobFacts job={job} />
        </div>
      </div>
    </>
  );
}

const waitsForAws = ({ status, syncStatus }: Item) => status === 'done' && syncStatus === 'pending';

/** AWS follows within moments; what still waits after this may wait for long. */
const isFresh = ({ finishedAt }: JobDetail) =>
  finishedAt !== null && Date.now() - finishedAt.getTime() < FRESH_MS;

async function Items({ context, job, filter }: Shown) {
  const page = await listItems(context, job.id, filter);
  const path = `/bulk/${job.id}`;
  const { status } = filter;
  const moves = job.status === 'running' || (page.rows.some(waitsForAws) && isFresh(job));
  return (
    <Panel title="Schedules" className="bare">
      {moves && <RefreshEvery milliseconds={ASK_EVERY_MS} />}
      <StatusFilter path={path} counts={job.counts} current={status} draft={job.status === 'draft'} />
      <ItemTable items={page.rows} draft={job.status === 'draft'} undo={job.undoOf !== null} />
      <Pagination
        previous={page.previous && address(path, { status, before: page.previous })}
        next={page.next && address(path, { status, after: page.next })}
      />
    </Panel>
  );
}
