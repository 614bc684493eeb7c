import type { Metadata } from 'next';
import { RefreshEvery } from '@/components/bulk/refresh-every';
import { GateTable } from '@/components/gates/gate-table';
import { byBuildUp } from '@/components/gates/gate-text';
import styles from '@/components/gates/gates.module.css';
import { RulesPanel } from '@/components/gates/rules-panel';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { inEnvironment } from '@/lib/auth/access';
import { allows } from '@/lib/command';
import { listGates } from '@/lib/gates/queries';
import { listRules } from '@/lib/gates/rule-queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Gates' };

const REFRESH_MS = 10_000;

export default protectedPage('gate.read', async (context) => {
  const [gates, rules, teams] = await Promise.all([
    listGates(context),
    listRules(context),
    listTeamNames(context),
  ]);
  const create = allows(context.actor, 'gate.create', { teamId: null }) && (
    <ButtonLink href="/gates/new" variant="primary" icon="add">
      New gate
    </ButtonLink>
  );
  const ruled = gates.filter(({ environmentId }) =>
    allows(context.actor, 'gate.add-rule', inEnvironment(environmentId)),
  );
  return (
    <>
      <RefreshEvery milliseconds={REFRESH_MS} />
      <PageHeader
        title="Gates"
        description="Each limits how fast and how many at once the endpoint behind it is hit, whichever schedules the runs come from. What takes longest to drain stands first."
        actions={create}
      />
      {gates.length > 0 ? (
        <div className={styles.sections}>
          <GateTable gates={byBuildUp(gates)} />
          <RulesPanel rules={rules} choices={{ gates: ruled, teams }} />
        </div>
      ) : (
        <EmptyState icon="traffic" title="No gates yet" action={create}>
          A gate protects an endpoint that many schedules hit. Targets of schedules that are delivered through
          Rota can stand behind it: choose it in the form of their schedule.
        </EmptyState>
      )}
    </>
  );
});
