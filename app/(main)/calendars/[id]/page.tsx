import type { Metadata } from 'next';
import { cache } from 'react';
import { DeleteCalendar } from '@/components/calendars/delete-calendar';
import { EntriesPanel } from '@/components/calendars/entries-panel';
import { FollowersPanel } from '@/components/calendars/followers-panel';
import { ImportButton } from '@/components/calendars/import-button';
import { RenameCalendar } from '@/components/calendars/rename-calendar';
import { Chip } from '@/components/ui/chip';
import { PageHeader } from '@/components/ui/page-header';
import { ofTeam } from '@/lib/auth/access';
import { requestContext } from '@/lib/auth/request';
import { getCalendar } from '@/lib/calendars/queries';
import { allows } from '@/lib/command';
import { RotaError } from '@/lib/errors';
import { protectedPage } from '../../protected';

const calendarOnce = cache(getCalendar);

type MetadataProps = { params: Promise<{ id: string }> };

/** The name stands in the title for those only who may read it. */
export async function generateMetadata({ params }: MetadataProps): Promise<Metadata> {
  const context = await requestContext();
  if (context.actor.type !== 'user') return { title: 'Calendar' };
  try {
    return { title: (await calendarOnce(context, (await params).id)).name };
  } catch (error) {
    if (error instanceof RotaError) return { title: 'Calendar' };
    throw error;
  }
}

export default protectedPage('calendar.read', async (context, { params }) => {
  const { id = '' } = await params;
  const { name, teamId, teamName, version, entries, followers } = await calendarOnce(context, id);
  const mayChange = allows(context.actor, 'calendar.update', ofTeam(teamId));
  const calendar = { id, name, version };
  return (
    <>
      <PageHeader
        title={name}
        marks={<Chip tone="neutral">{teamName ?? 'All teams'}</Chip>}
        description="What follows it does not run on these days, by the clocks of each schedule's own zone."
        actions={
          mayChange && (
            <>
              <ImportButton calendar={calendar} />
              <RenameCalendar calendar={calendar} />
              <DeleteCalendar calendar={calendar} followers={followers.count} />
            </>
          )
        }
      />
      <div className="detail">
        <div className="detail-main">
          <EntriesPanel
            calendar={calendar}
            entries={entries}
            today={new Date().toISOString().slice(0, 10)}
            mayChange={mayChange}
          />
        </div>
        <div className="detail-side">
          <FollowersPanel followers={followers} />
        </div>
      </div>
    </>
  );
});
