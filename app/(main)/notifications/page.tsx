import type { Metadata } from 'next';
import { ChannelTable } from '@/components/notifications/channel-table';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { SOMEWHERE } from '@/lib/auth/access';
import { allows } from '@/lib/command';
import { listChannels } from '@/lib/notifications/queries';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Notifications' };

export default protectedPage('channel.read', async (context) => {
  const channels = await listChannels(context);
  const add = allows(context.actor, 'channel.create', SOMEWHERE) && (
    <ButtonLink href="/notifications/new" variant="primary" icon="add">
      Add a channel
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Notifications"
        description="Where Rota tells what goes wrong: grouped, so that an outage is one message and not a thousand."
        actions={add}
      />
      {channels.length > 0 ? (
        <ChannelTable channels={channels} />
      ) : (
        <EmptyState icon="notifications_none" title="Nobody is notified yet" action={add}>
          A channel tells a team in Slack, Microsoft Teams, by a webhook or an SNS topic when its runs fail
          and when they come through again.
        </EmptyState>
      )}
    </>
  );
});
