import { Chip } from '@/components/ui/chip';
import type { ChannelRow } from '@/lib/notifications/queries';

type Standing = Pick<ChannelRow, 'enabled' | 'waiting' | 'error'>;

/** Whether a channel is on, and whether what it sends arrives. */
export function ChannelState({ channel: { enabled, waiting, error } }: { channel: Standing }) {
  if (!enabled) return <Chip tone="neutral">Off</Chip>;
  if (error !== null)
    return (
      <Chip tone="bad" icon="error_outline">
        Not received: {waiting} {waiting === 1 ? 'waits' : 'wait'}
      </Chip>
    );
  return <Chip tone="good">On</Chip>;
}
