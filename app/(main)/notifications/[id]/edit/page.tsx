import type { Metadata } from 'next';
import { ChannelForm } from '@/components/notifications/channel-form';
import { PageHeader } from '@/components/ui/page-header';
import { authorise } from '@/lib/command';
import { placesOf } from '@/lib/notifications/load';
import { channelChoices, getChannel } from '@/lib/notifications/queries';
import { protectedPage } from '../../../protected';

export const metadata: Metadata = { title: 'Change a channel' };

export default protectedPage('channel.update', async (context, { params }) => {
  const { id = '' } = await params;
  const channel = await getChannel(context, id);
  for (const place of placesOf(channel)) await authorise(context, 'channel.update', place);
  const choices = await channelChoices(context);
  return (
    <>
      <PageHeader title={`Change ${channel.name}`} />
      <ChannelForm choices={choices} channel={channel} />
    </>
  );
});
