import type { Metadata } from 'next';
import { NewCalendar } from '@/components/calendars/new-calendar';
import { PageHeader } from '@/components/ui/page-header';
import { EVERYWHERE } from '@/lib/auth/access';
import { allows } from '@/lib/command';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'New calendar' };

const needed = { permission: 'calendar.create', at: { environmentId: null } } as const;

export default protectedPage(needed, async (context) => (
  <>
    <PageHeader
      title="New calendar"
      description="Its dates are entered, or imported from a file, on the next page."
    />
    <NewCalendar
      teams={await listTeamNames(context, 'calendar.create', null)}
      forAll={allows(context.actor, 'calendar.create', EVERYWHERE)}
    />
  </>
));
