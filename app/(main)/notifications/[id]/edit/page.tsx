import type { Metadata } from 'next';
import { ChannelForm } from '@/components/notifications/channel-form';
import { PageHeader } from '@/components/ui/page-header';
import { channelChoices, getChannel } from '@/lib/notifications/queries';
import { protectedPage } from '../../../protected';

export const metadata: Metadata = { title: 'Change a channel' };

export default protectedPage('channel.update', async (context, { params }) => {
  const { id = '' } = await params;
  const [channel, choices] = [await getChannel(context, id), await channelChoices(context)];
  return (
    <>
      <PageHeader title={`Change ${channel.name}`} />
      <ChannelForm choices={choices} channel={channel} />
    </>
  );
});
