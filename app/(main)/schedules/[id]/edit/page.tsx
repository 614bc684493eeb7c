import type { Metadata } from 'next';
import { ScheduleForm } from '@/components/schedules/form/schedule-form';
import { ManagedNote } from '@/components/schedules/managed-note';
import { ButtonLink } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { PageHeader } from '@/components/ui/page-header';
import { entriesForForm } from '@/lib/allow-lists/queries';
import { calendarsFor } from '@/lib/calendars/queries';
import { authorise } from '@/lib/command';
import { driftOf } from '@/lib/drift/queries';
import { notFound } from '@/lib/errors';
import { gatesFor } from '@/lib/gates/queries';
import { formFromSchedule } from '@/lib/schedules/form';
import { getSchedule } from '@/lib/schedules/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../../../protected';
import { update } from '../../actions';

export const metadata: Metadata = { title: 'Edit schedule' };

export default protectedPage('schedule.update', async (context, { params }) => {
  const { id = '' } = await params;
  const schedule = await getSchedule(context, id);
  const { name, state, generation, environment, managedBy } = schedule;
  await authorise(context, 'schedule.update', schedule);
  if (managedBy !== null)
    return (
      <>
        <PageHeader
          title="Edit schedule"
          description={name}
          actions={
            <ButtonLink href={`/schedules/${id}`} icon="arrow_back">
              To the schedule
            </ButtonLink>
          }
        />
        <ManagedNote managedBy={managedBy} />
      </>
    );
  const [teams, calendars, allowed, drift, gates] = await Promise.all([
    listTeamNames(context, 'schedule.update', environment.id),
    calendarsFor(context),
    entriesForForm(context),
    driftOf(context, id),
    gatesFor(context, environment.id),
  ]);
  if (state === 'deleted') throw notFound('This schedule');
  const { accountId, region, production, deadLetterQueueArn } = environment;
  const { dispatchQueueArn, dispatchRoleArn, defaultDelivery } = environment;
  const { expression, timeZone, startAt, endAt, rateAnchor, second, excluded } = schedule;
  const form = formFromSchedule(schedule);
  return (
    <>
      <PageHeader
        title="Edit schedule"
        marks={production && <Chip tone="bad">PROD</Chip>}
        description={name}
      />
      <ScheduleForm
        environments={[
          {
            id: environment.id,
            name: environment.name,
            accountId,
            region,
            production,
            deadLetterQueueArn,
            dispatchQueueArn,
            dispatchRoleArn,
            defaultDelivery,
            gates,
          },
        ]}
        teams={teams}
        calendars={calendars}
        allowed={allowed}
        initial={form}
        saved={{
          id,
          generation,
          state,
          form,
          drift,
          timing: { expression, timeZone, startAt, endAt, rateAnchor, second, excluded },
        }}
        save={update}
      />
    </>
  );
});
