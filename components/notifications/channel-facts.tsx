import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import { CHANNEL_KIND_NAMES } from '@/lib/notifications/channel';
import { WANTED_LABELS } from '@/lib/notifications/kinds';
import type { ChannelDetail } from '@/lib/notifications/queries';
import { MASK } from '@/lib/targets/mask';

/** What a channel is for, where it leads and how often it tells. */
export function ChannelFacts({ channel }: { channel: ChannelDetail }) {
  const { kind, host, topicArn, roleArn, viaEnvironmentName, teamName, environmentName } = channel;
  const { wanted, gatherSeconds, repeatMinutes, lastSentAt } = channel;
  return (
    <Panel title="Channel">
      <Facts
        facts={[
          { label: 'By', value: CHANNEL_KIND_NAMES[kind] },
          host === null ? null : { label: 'Address', value: `https://${host}/${MASK}`, mono: true },
          topicArn === null ? null : { label: 'Topic', value: topicArn, mono: true },
          topicArn === null
            ? null
            : {
                label: 'Published as',
                value: roleArn ?? `the role of ${viaEnvironmentName}`,
                mono: roleArn !== null,
              },
          { label: 'Team', value: teamName ?? 'All teams' },
          { label: 'Environment', value: environmentName ?? 'All environments' },
          { label: 'Tells of', value: wanted.map((one) => WANTED_LABELS[one]).join(', ') },
          { label: 'First message', value: `${gatherSeconds} s after the first event` },
          { label: 'While it goes on', value: `at most every ${repeatMinutes} minutes` },
          { label: 'Last sent', value: <Time at={lastSentAt} /> },
        ]}
      />
    </Panel>
  );
}
