import { CHANNEL_KIND_NAMES } from '@/lib/notifications/channel';
import type { ChannelRow } from '@/lib/notifications/queries';

/** As in `CRM · all environments`. */
export const placeText = ({ teamName, environmentName }: Pick<ChannelRow, 'teamName' | 'environmentName'>) =>
  `${teamName ?? 'All teams'} · ${environmentName ?? 'all environments'}`;

/** As in `Slack, hooks.slack.com`: of an address no more than its host. */
export const leadsTo = ({ kind, host, topicArn }: Pick<ChannelRow, 'kind' | 'host' | 'topicArn'>) =>
  `${CHANNEL_KIND_NAMES[kind]}, ${host ?? topicArn?.split(':').at(-1)}`;
