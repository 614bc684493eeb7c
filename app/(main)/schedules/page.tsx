import type { Metadata } from 'next';
import { countText, ListCounts } from '@/components/schedules/list-counts';
import { ListFilters } from '@/components/schedules/list-filters';
import { listHref, listValues } from '@/components/schedules/list-href';
import { rowView } from '@/components/schedules/row-view';
import { ScheduleTable } from '@/components/schedules/schedule-table';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { may, type Role } from '@/lib/auth/roles';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { listFilter } from '@/lib/schedules/filter';
import { COUNT_CAP, countSchedules, listSchedules } from '@/lib/schedules/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Schedules' };

export default protectedPage('schedule.read', async (context, { searchParams }) => {
  const filter = listFilter.parse(await searchParams);
  const values = listValues(filter);
  const role: Role = context.actor.type === 'user' ? context.actor.role : 'viewer';
  const [list, counts, teams, environments] = await Promise.all([
    listSchedules(context, filter),
    countSchedules(context),
    listTeamNames(context),
    listEnvironmentNames(context),
  ]);
  const filtered = listHref({ ...values, sort: 'name', dir: 'asc' }) !== '/schedules';
  const create = may(role, 'schedule.create');
  const noun = list.count === 1 ? 'schedule' : 'schedules';
  const hint =
    filter.q && list.count >= COUNT_CAP ? '. A search sorts some 2,000 of them: narrow it to see all' : '';
  return (
    <>
      <PageHeader
        title="Schedules"
        actions={
          create && (
            <ButtonLink href="/schedules/new" variant="primary" icon="add">
              New schedule
            </ButtonLink>
          )
        }
      />
      <ListCounts counts={counts} values={values} cap={COUNT_CAP} />
      <ListFilters current={values} teams={teams} environments={environments} />
      {list.rows.length > 0 ? (
        <ScheduleTable
          rows={list.rows.map(rowView)}
          values={values}
          role={role}
          several={environments.length > 1}
          matching={{ text: countText(list.count, COUNT_CAP), more: list.count > list.rows.length }}
        />
      ) : (
        <Nothing filtered={filtered} create={create} />
      )}
      <Pagination
        previous={list.previous && listHref(values, { before: list.previous })}
        next={list.next && listHref(values, { after: list.next })}
        summary={list.count > 0 ? `${countText(list.count, COUNT_CAP)} ${noun}${hint}` : undefined}
      />
    </>
  );
});

function Nothing({ filtered, create }: { filtered: boolean; create: boolean }) {
  if (filtered)
    return (
      <EmptyState
        icon="search_off"
        title="No schedule matches"
        action={<ButtonLink href="/schedules">Clear the filters</ButtonLink>}
      >
        Try fewer words or another team or state. Deleted schedules are found by the state Deleted.
      </EmptyState>
    );
  return (
    <EmptyState
      icon="event_repeat"
      title="No schedules yet"
      action={
        create && (
          <ButtonLink href="/schedules/new" variant="primary" icon="add">
            New schedule
          </ButtonLink>
        )
      }
    >
      A schedule says when something runs on AWS, and what: an ECS task, a Lambda function, a queue or a
      topic.
    </EmptyState>
  );
}
