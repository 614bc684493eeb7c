import type { Metadata } from 'next';
import { ChannelForm } from '@/components/notifications/channel-form';
import { PageHeader } from '@/components/ui/page-header';
import { channelChoices } from '@/lib/notifications/queries';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Add a channel' };

export default protectedPage('channel.create', async (context) => (
  <>
    <PageHeader title="Add a channel" description="The next page sends a test." />
    <ChannelForm choices={await channelChoices(context)} />
  </>
));
