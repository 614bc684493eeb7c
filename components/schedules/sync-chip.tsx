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

/** Of what runs after its runs, where AWS has nothing of it, as it should. */
export const BY_ROTA = { label: 'Runs by Rota alone', tone: 'neutral', icon: 'dns' } as const;

/** How a schedule stands in AWS; why, where it is not live, is one click away. */
export function SyncChip({
  status,
  error,
  unknownSince = null,
  deleted,
  byRota,
}: {
  status: SyncView['status'];
  error: string | null;
  /** Since when AWS can't be asked. */
  unknownSince?: Date | null;
  /** Whether it should be gone from AWS. */
  deleted: boolean;
  /** Whether AWS is to have nothing of it anyway. */
  byRota: boolean;
}) {
  if (status === 'live' && byRota && !deleted)
    return (
      <Chip tone={BY_ROTA.tone} icon={BY_ROTA.icon}>
        {BY_ROTA.label}
      </Chip>
    );
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
