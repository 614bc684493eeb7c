import type { Metadata } from 'next';
import { RefreshEvery } from '@/components/bulk/refresh-every';
import styles from '@/components/drift/recovery.module.css';
import { RecoveryList } from '@/components/drift/recovery-list';
import { RecoverySteps } from '@/components/drift/recovery-steps';
import { EnvironmentMarks } from '@/components/environments/environment-marks';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import { listScans } from '@/lib/drift/queries';
import { getRecovery } from '@/lib/drift/recovery-queries';
import type { RecoveryWaits } from '@/lib/drift/recovery-waits';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../../../protected';

export const metadata: Metadata = { title: 'Recovery' };

const ASK_EVERY_MS = 2_000;

export default protectedPage('environment.read', async (context, { params }) => {
  const { id = '' } = await params;
  const { environment, waits, trouble, schedules, count } = await getRecovery(context, id);
  const header = (
    <PageHeader
      title={`Recovery: ${environment.name}`}
      marks={<EnvironmentMarks environment={environment} />}
    />
  );
  if (!waits)
    return (
      <>
        {header}
        <EmptyState
          icon="task_alt"
          title="Not in recovery"
          action={<ButtonLink href="/drift">Go to Drift</ButtonLink>}
        >
          Rota writes to AWS in this environment as usual.
        </EmptyState>
      </>
    );
  const [teams, scans] = await Promise.all([listTeamNames(context), listScans(context)]);
  const running = scans.some((scan) => scan.environmentId === environment.id && scan.running);
  return (
    <>
      {header}
      {(running || !waits.passed || waits.looks > 0) && <RefreshEvery milliseconds={ASK_EVERY_MS} />}
      <div className="detail">
        <div className="detail-main">
          <RecoveryList environment={environment} teams={teams} schedules={schedules} count={count} />
        </div>
        <div className="detail-side">
          <RecoverySteps
            environment={environment}
            waits={waits}
            trouble={trouble}
            count={count}
            running={running}
          />
          <WhatHappened waits={waits} />
        </div>
      </div>
    </>
  );
});

function WhatHappened({ waits: { reason, since } }: { waits: RecoveryWaits }) {
  return (
    <Panel title="What happened">
      <p>
        AWS is ahead of this database: it was restored from a backup, or it is a copy. Rota noticed it at{' '}
        <Time at={since} />. {reason}
      </p>
      <p>
        What people did since that backup stands in AWS only. Writing over it could switch on again what was
        paused.
      </p>
      <p>Stopped here until the recovery ends:</p>
      <ul className={styles.stopped}>
        <li>every write to AWS, of a pause or a freeze too: those are kept and sent afterwards</li>
        <li>the ends of pauses, and the completion of what has run for the last time</li>
        <li>bulk acts and take-overs</li>
      </ul>
      <p className="muted">What is on in AWS goes on running there as it is.</p>
    </Panel>
  );
}
