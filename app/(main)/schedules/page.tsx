import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { countText, ListCounts } from '@/components/schedules/list-counts';
import { ListFilters } from '@/components/schedules/list-filters';
import { allHref, listHref, listValues } from '@/components/schedules/list-href';
import { rowView } from '@/components/schedules/row-view';
import { ScheduleTable } from '@/components/schedules/schedule-table';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { ownTeams, SOMEWHERE } from '@/lib/auth/access';
import { may } from '@/lib/auth/roles';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { lastOutcomes } from '@/lib/runs/queries-outcomes';
import { EVERY_TEAM, firstTeam, listFilter, OWN_TEAMS, teamFor } from '@/lib/schedules/filter';
import { COUNT_CAP, countSchedules, listSchedules } from '@/lib/schedules/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../protected';
import { roleHere } from '../role-here';

export const metadata: Metadata = { title: 'Schedules' };

const MY_TEAMS = { id: OWN_TEAMS, name: 'My teams' };

export default protectedPage('schedule.read', async (context, { searchParams }) => {
  const asked = await searchParams;
  const parsed = listFilter.parse(asked);
  const own = context.actor.type === 'user' ? ownTeams(context.actor.grants) : [];
  if (own.length > 0 && Object.keys(asked).length === 0)
    redirect(listHref({ ...listValues(parsed), team: firstTeam(own) }));
  const filter = { ...parsed, team: teamFor(parsed.team, own) };
  const values = listValues(filter);
  const everyTeam = own.length > 0 ? EVERY_TEAM : '';
  const role = roleHere(context, SOMEWHERE);
  const [list, counts, teams, environments] = await Promise.all([
    listSchedules(context, filter),
    countSchedules(context),
    listTeamNames(context),
    listEnvironmentNames(context),
  ]);
  const last = await lastOutcomes(
    context,
    list.rows.map(({ id }) => id),
  );
  const all = allHref(values, everyTeam);
  const filtered = all !== listHref(values);
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
      <ListFilters
        current={values}
        teams={own.length > 1 || filter.team === OWN_TEAMS ? [MY_TEAMS, ...teams] : teams}
        everyTeam={everyTeam}
        environments={environments}
      />
      {list.rows.length > 0 ? (
        <ScheduleTable
          rows={list.rows.map((row) => rowView(row, roleHere(context, row), last[row.id] ?? null))}
          values={values}
          role={role}
          several={environments.length > 1}
          matching={{ text: countText(list.count, COUNT_CAP), more: list.count > list.rows.length }}
        />
      ) : (
        <Nothing all={filtered ? all : null} create={create} />
      )}
      <Pagination
        previous={list.previous && listHref(values, { before: list.previous })}
        next={list.next && listHref(values, { after: list.next })}
        summary={list.count > 0 ? `${countText(list.count, COUNT_CAP)} ${noun}${hint}` : undefined}
      />
    </>
  );
});

/** `all` leads to everything, where something is filtered. */
function Nothing({ all, create }: { all: string | null; create: boolean }) {
  if (all)
    return (
      <EmptyState
        icon="search_off"
        title="No schedule matches"
        action={<ButtonLink href={all}>Clear the filters</ButtonLink>}
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
