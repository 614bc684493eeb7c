import type { Metadata } from 'next';
import { ChannelActs } from '@/components/notifications/channel-acts';
import { ChannelFacts } from '@/components/notifications/channel-facts';
import { ChannelState } from '@/components/notifications/channel-state';
import { MessageTable } from '@/components/notifications/message-table';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { getChannel } from '@/lib/notifications/queries';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Channel' };

export default protectedPage('channel.read', async (context, { params }) => {
  const { id = '' } = await params;
  const channel = await getChannel(context, id);
  return (
    <>
      <PageHeader
        title={channel.name}
        marks={<ChannelState channel={channel} />}
        actions={<ChannelActs channel={channel} />}
      />
      <div className="detail">
        <div className="detail-main">
          <Panel title="What was told" className="bare">
            {channel.messages.length > 0 ? (
              <MessageTable messages={channel.messages} channel={channel.name} />
            ) : (
              <p className="muted">Nothing yet. Send a test to see whether messages arrive.</p>
            )}
          </Panel>
        </div>
        <div className="detail-side">
          <ChannelFacts channel={channel} />
        </div>
      </div>
    </>
  );
});
