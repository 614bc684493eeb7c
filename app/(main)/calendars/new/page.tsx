import type { Metadata } from 'next';
import { NewCalendar } from '@/components/calendars/new-calendar';
import { PageHeader } from '@/components/ui/page-header';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'New calendar' };

export default protectedPage('calendar.create', async (context) => (
  <>
    <PageHeader
      title="New calendar"
      description="Its dates are entered, or imported from a file, on the next page."
    />
    <NewCalendar teams={await listTeamNames(context)} />
  </>
));
