import { Chip, type Tone } from '@/components/ui/chip';
import { Popover } from '@/components/ui/popover';
import { Time } from '@/components/ui/time';
import type { SyncView } from '@/lib/schedules/queries';

export const SYNC_LOOKS: Record<SyncView['status'], { label: string; tone: Tone; icon: string }> = {
  live: { label: 'Live in AWS', tone: 'good', icon: 'cloud_done' },
  pending: { label: 'Pending', tone: 'info', icon: 'cloud_sync' },
  failed: { label: 'Failed', tone: 'bad', icon: 'cloud_off' },
  drift: { label: 'Changed in AWS', tone: 'warn', icon: 'difference' },
};

const WHY = {
  pending: 'Not in AWS yet',
  failed: 'AWS refused it',
  drift: 'Not as Rota left it',
};

/** How a schedule stands in AWS; why, where it is not live, is one click away. */
export function SyncChip({
  status,
  error,
  unknownSince = null,
  deleted,
}: {
  status: SyncView['status'];
  error: string | null;
  /** Since when AWS can't be asked. */
  unknownSince?: Date | null;
  /** Whether it should be gone from AWS. */
  deleted: boolean;
}) {
  if (status === 'live' && unknownSince)
    return (
      <Chip tone="warn" icon="cloud_off">
        <span>
          Unknown since <Time at={unknownSince} />
        </span>
      </Chip>
    );
  const { tone, icon, ...look } = SYNC_LOOKS[status];
  const label = deleted && status === 'live' ? 'Gone from AWS' : look.label;
  const chip = (
    <Chip tone={tone} icon={icon}>
      {label}
    </Chip>
  );
  if (status === 'live') return chip;
  return (
    <Popover label="why" trigger={chip}>
      <p>
        <strong>{WHY[status]}</strong>
      </p>
      <p>{error ?? 'Rota is bringing AWS in line; nothing has gone wrong.'}</p>
    </Popover>
  );
}
