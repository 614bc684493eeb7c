import Link from 'next/link';
import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import { schedulesText } from '@/lib/bulk/actions';
import type { ActiveFreeze } from '@/lib/freeze/queries';
import { LiftButton } from './lift-button';
import { scopeText } from './scope-text';

/** The freezes that are on: who, why, since when, how far AWS has followed, and the way to lift each. */
export function ActiveFreezes({ freezes, mayLift }: { freezes: readonly ActiveFreeze[]; mayLift: boolean }) {
  return freezes.map((freeze) => {
    const { id, reason, byName, at, schedules } = freeze;
    const subject = scopeText(freeze);
    return (
      <Panel key={id} title={subject} aside={mayLift && <LiftButton freeze={{ id, subject, schedules }} />}>
        <Progress freeze={freeze} />
        <Facts
          facts={[
            {
              label: 'Frozen',
              value: (
                <>
                  since <Time at={at} /> · <RelativeTime at={at} />
                </>
              ),
            },
            { label: 'By', value: byName },
            { label: 'Because', value: reason },
          ]}
        />
      </Panel>
    );
  });
}

function Progress({ freeze: { schedules, off, failed, drifted } }: { freeze: ActiveFreeze }) {
  if (schedules === 0) return <p>It covers no schedule that is on.</p>;
  return (
    <div className="how-far" aria-live="polite">
      <progress max={schedules} value={off} aria-label="Off in AWS" />
      <p>
        {off === schedules
          ? `${schedulesText(schedules)}: off in AWS.`
          : `${off.toLocaleString('en')} of ${schedulesText(schedules)} are off in AWS; those that run next come first.`}
        {failed > 0 && (
          <>
            {' '}
            <Link href="/schedules?sync=failed">AWS refused {failed.toLocaleString('en')}</Link>.
          </>
        )}
        {drifted > 0 && (
          <>
            {' '}
            <Link href="/schedules?sync=drift">{drifted.toLocaleString('en')} were changed in AWS</Link>: off
            there, and waiting for a decision.
          </>
        )}
      </p>
    </div>
  );
}
