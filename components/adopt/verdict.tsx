import Link from 'next/link';
import { Chip, type Tone } from '@/components/ui/chip';
import type { Standing } from '@/lib/adopt/filter';
import type { FindView } from '@/lib/adopt/views';
import { STEP_LOOKS } from './step-looks';

export const STANDING_LOOKS: Record<Standing, { label: string; tone: Tone; icon: string }> = {
  ready: { label: 'Can be taken over', tone: 'good', icon: 'check_circle' },
  'needs-role': { label: 'Needs a role', tone: 'warn', icon: 'badge' },
  refused: { label: "Can't be taken over", tone: 'neutral', icon: 'block' },
  taken: { label: 'Taken over', tone: 'info', icon: 'event_available' },
};

/** Whether something can be taken over, and why not. */
export function Verdict({ find: { standing, reasons, schedule } }: { find: FindView }) {
  const { label, tone, icon } = STANDING_LOOKS[standing];
  return (
    <>
      <Chip tone={tone} icon={icon}>
        {schedule ? STEP_LOOKS[schedule.step].label : label}
      </Chip>
      {schedule && (
        <span className="state-note">
          <Link href={`/schedules/${schedule.id}`}>Open the schedule</Link>
        </span>
      )}
      {reasons.map((reason) => (
        <span className="state-note" key={reason}>
          {reason}
        </span>
      ))}
    </>
  );
}
