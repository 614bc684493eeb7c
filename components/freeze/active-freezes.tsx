import Link from 'next/link';
import { Chip } from '@/components/ui/chip';
import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import { schedulesText } from '@/lib/bulk/actions';
import type { ActiveFreeze } from '@/lib/freeze/queries';
import { LiftButton } from './lift-button';
import { listOf } from './list-of';
import { scopeText } from './scope-text';

/** The freezes that are on: who, why, since when, how far AWS has followed, and the way to lift each. */
export function ActiveFreezes({ freezes }: { freezes: readonly ActiveFreeze[] }) {
  return freezes.map((freeze) => {
    const { id, reason, byName, at, schedules, production, mayLift } = freeze;
    const subject = scopeText(freeze);
    return (
      <Panel
        key={id}
        title={subject}
        aside={mayLift && <LiftButton freeze={{ id, subject, schedules, production }} />}
      >
        {production.length > 0 && (
          <p>
            <Chip tone="bad">PROD</Chip> It keeps off production: {production.join(', ')}.
          </p>
        )}
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

function Progress({ freeze }: { freeze: ActiveFreeze }) {
  const { schedules, off, failed, absent, drifted } = freeze;
  const left = schedules - off - failed - absent - drifted;
  if (schedules === 0) return <p>It covers no schedule that is on.</p>;
  return (
    <div className="how-far" aria-live="polite">
      <progress max={schedules} value={off + absent} aria-label="Off in AWS" />
      <p>
        {off === schedules
          ? `${schedulesText(schedules)}: off in AWS.`
          : `${off.toLocaleString('en')} of ${schedulesText(schedules)} are off in AWS${left > 0 ? '; those that run next come first' : ''}.`}
        {failed > 0 && (
          <>
            {' '}
            <Link href={listOf(freeze, 'failed')}>AWS refused {failed.toLocaleString('en')}</Link>.
          </>
        )}
        {absent > 0 && (
          <>
            {' '}
            AWS never had <Link href={listOf(freeze, 'pending')}>{absent.toLocaleString('en')} of them</Link>:
            nothing of that runs there.
          </>
        )}
        {drifted > 0 && (
          <>
            {' '}
            <Link href={listOf(freeze, 'drift')}>{drifted.toLocaleString('en')} were changed in AWS</Link>:
            off there, and waiting for a decision.
          </>
        )}
      </p>
    </div>
  );
}
