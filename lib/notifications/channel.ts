/** How a channel is told, in the order of its form. */
export const CHANNEL_KINDS = ['slack', 'teams', 'json', 'sns'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export const CHANNEL_KIND_NAMES: Readonly<Record<ChannelKind, string>> = {
  slack: 'Slack',
  teams: 'Microsoft Teams',
  json: 'Webhook, plain JSON',
  sns: 'SNS topic',
};

export const DEFAULT_GATHER_SECONDS = 30;
export const DEFAULT_REPEAT_MINUTES = 15;
