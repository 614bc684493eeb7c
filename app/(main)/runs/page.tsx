import type { Metadata } from 'next';
import { Live } from '@/components/runs/live';
import { ManyActs } from '@/components/runs/many-acts';
import { RunFilters } from '@/components/runs/run-filters';
import { RunTable } from '@/components/runs/run-table';
import { runView } from '@/components/runs/run-view';
import { runsHref } from '@/components/runs/runs-href';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import type { Context } from '@/lib/context';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { RotaError } from '@/lib/errors';
import { runFilter } from '@/lib/runs/filter';
import { LOOKS, stampOf } from '@/lib/runs/live/looks';
import { getSchedule } from '@/lib/schedules/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Runs' };

export default protectedPage('schedule.read', async (context, { searchParams }) => {
  const filter = runFilter.parse(await searchParams);
  const { after: _after, before: _before, ...values } = filter;
  const [seen, teams, environments, schedule] = await Promise.all([
    LOOKS.list(context, filter),
    listTeamNames(context),
    listEnvironmentNames(context),
    nameOf(context, filter.schedule),
  ]);
  const { list, actable } = seen;
  return (
    <>
      <Live page={{ page: 'list', filter }} stamp={stampOf(seen)} />
      <PageHeader
        title="Runs"
        description="What Rota delivered, delivers and is about to deliver, the newest slots first."
        actions={<ManyActs filter={values} counts={actable} />}
      />
      <RunFilters current={values} schedule={schedule} teams={teams} environments={environments} />
      {list.rows.length > 0 ? (
        <RunTable runs={list.rows.map(runView)} caption="Runs" />
      ) : (
        <Nothing filtered={Object.values(values).some(Boolean)} />
      )}
      <Pagination
        previous={list.previous && runsHref(values, { before: list.previous })}
        next={list.next && runsHref(values, { after: list.next })}
      />
    </>
  );
});

/** The name of the schedule whose runs are asked for; its id, where it is not there or may not be seen. */
async function nameOf(context: Context, id: string): Promise<string | null> {
  if (!id) return null;
  try {
    return (await getSchedule(context, id)).name;
  } catch (error) {
    if (error instanceof RotaError) return id;
    throw error;
  }
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <EmptyState
        icon="search_off"
        title="No run matches"
        action={<ButtonLink href="/runs">Clear the filters</ButtonLink>}
      >
        Try another state or a longer time.
      </EmptyState>
    );
  return (
    <EmptyState
      icon="outbox"
      title="No runs yet"
      action={<ButtonLink href="/schedules">To the schedules</ButtonLink>}
    >
      Runs appear here for schedules that Rota delivers itself, and for what somebody runs by hand.
    </EmptyState>
  );
}
