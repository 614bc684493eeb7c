import type { Metadata } from 'next';
import { CalendarTable } from '@/components/calendars/calendar-table';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { listCalendars } from '@/lib/calendars/queries';
import { allows } from '@/lib/command';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Calendars' };

export default protectedPage('calendar.read', async (context) => {
  const calendars = await listCalendars(context);
  const create = allows(context.actor, 'calendar.create', { environmentId: null }) && (
    <ButtonLink href="/calendars/new" variant="primary" icon="add">
      New calendar
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Calendars"
        description="Dates on which schedules that follow them do not run: bank holidays, a change freeze."
        actions={create}
      />
      {calendars.length > 0 ? (
        <CalendarTable calendars={calendars} />
      ) : (
        <EmptyState icon="event_busy" title="No calendars yet" action={create}>
          A calendar names the dates once, for a team or for all. Schedules then follow it, and no date has to
          be written into each of them.
        </EmptyState>
      )}
    </>
  );
});
