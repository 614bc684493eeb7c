import type { Content } from '../content';
import type { Wording } from './wording';

type Message = { id: string; at: string; channel: { id: string; name: string } };

/** The plain format, as docs/notifications.md has it. A message that comes twice has the same id. */
export const jsonOf = (
  content: Content,
  { title, schedules, url }: Wording,
  { id, at, channel }: Message,
) => ({
  version: 1,
  id,
  at,
  channel,
  ...content,
  title,
  schedules: content.schedules.map((schedule, i) => ({ ...schedule, url: schedules[i]?.url })),
  url,
});
