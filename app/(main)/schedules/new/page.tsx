import type { Metadata } from 'next';
import { ScheduleForm } from '@/components/schedules/form/schedule-form';
import { Chip } from '@/components/ui/chip';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { entriesForForm } from '@/lib/allow-lists/queries';
import { calendarsFor } from '@/lib/calendars/queries';
import { actorName, type Context } from '@/lib/context';
import { type EnvironmentChoice, environmentChoices } from '@/lib/environments/queries';
import { gatesFor } from '@/lib/gates/queries';
import { duplicateForm, emptyForm, formFromSchedule } from '@/lib/schedules/form';
import { getSchedule, type ScheduleDetail } from '@/lib/schedules/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../../protected';
import { create } from '../actions';

type Teams = readonly { id: string }[];

export const metadata: Metadata = { title: 'New schedule' };

export default protectedPage('schedule.create', async (context, { searchParams }) => {
  const { from } = await searchParams;
  const [environments, teams, calendars, allowed, original] = await Promise.all([
    environmentChoices(context),
    listTeamNames(context, 'schedule.create'),
    calendarsFor(context),
    entriesForForm(context),
    typeof from === 'string' ? getSchedule(context, from) : null,
  ]);
  const [first, ...rest] = startingWith(environments, original?.environmentId);
  if (!first) return <NoEnvironment />;
  const withGates = async (environment: EnvironmentChoice) => ({
    ...environment,
    gates: await gatesFor(context, environment.id),
  });
  return (
    <>
      <PageHeader
        title={original ? 'Duplicate schedule' : 'New schedule'}
        marks={original && <Chip tone="warn">Starts paused</Chip>}
        description={
          original
            ? `A copy of ${original.name} with targets of its own. It starts paused: nothing runs until somebody resumes it.`
            : 'What runs when. You see what saving would do before anything is saved.'
        }
      />
      <ScheduleForm
        environments={[await withGates(first), ...(await Promise.all(rest.map(withGates)))]}
        teams={teams}
        calendars={calendars}
        allowed={allowed}
        initial={original ? copyOf(original, teams) : blank(context, teams, first)}
        startPaused={original !== null}
        save={create}
      />
    </>
  );
});

/** A copy for another team than the original's, where the person may make none for that one. */
function copyOf(original: ScheduleDetail, teams: Teams) {
  const form = duplicateForm(formFromSchedule(original));
  return teams.some(({ id }) => id === form.teamId) ? form : { ...form, teamId: onlyTeam(teams) };
}

const onlyTeam = (teams: Teams): string => (teams.length === 1 && teams[0]?.id) || '';

/** The zone is the viewer's, which the form takes over. */
const blank = (context: Context, teams: Teams, { defaultDelivery }: EnvironmentChoice) =>
  emptyForm({
    owner: actorName(context.actor),
    teamId: onlyTeam(teams),
    timeZone: '',
    delivery: defaultDelivery,
  });

/** A copy goes where its original is, unless the person chooses another. */
const startingWith = (environments: EnvironmentChoice[], id: string | undefined): EnvironmentChoice[] =>
  environments.toSorted((a, b) => Number(b.id === id) - Number(a.id === id));

const NoEnvironment = () => (
  <EmptyState icon="block" title="No environment is in use">
    Every environment in which you may create schedules is disabled. An administrator can enable one.
  </EmptyState>
);
