import type { Metadata } from 'next';
import { ActivityEntry } from '@/components/audit/activity-entry';
import { AuditFilters } from '@/components/audit/audit-filters';
import { AuditList } from '@/components/audit/audit-list';
import { AuditStandingLine } from '@/components/audit/audit-standing';
import { ExportButton } from '@/components/audit/export-button';
import { PageHeader } from '@/components/ui/page-header';
import { ACTIVITY_ACTIONS } from '@/lib/audit/action-names';
import { readFilter } from '@/lib/audit/filter';
import { listActivityAudit, suggestPeople } from '@/lib/audit/queries';
import { readsAllActivity, seesAddresses, seesWhole } from '@/lib/audit/queries-seen';
import { auditStanding } from '@/lib/audit/queries-standing';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Activity' };

const PATH = '/audit/activity';

export default protectedPage('audit.read', async (context, { searchParams }) => {
  const { filter, given: values, problems } = readFilter(await searchParams);
  const [page, standing, people, teams, environments] = await Promise.all([
    listActivityAudit(context, filter),
    auditStanding(context, 'activity'),
    suggestPeople(context),
    listTeamNames(context),
    listEnvironmentNames(context),
  ]);
  const addresses = seesAddresses(context.actor);
  return (
    <>
      <PageHeader
        title="Activity"
        description={
          seesWhole(context.actor, 'activity')
            ? 'Who signed in and out, what was denied, and what else people did besides changing schedules.'
            : readsAllActivity(context.actor)
              ? 'What was denied, and what else people did besides changing schedules. Who signs in, and from where others did something, is for administrators.'
              : 'What you did besides changing schedules. What others did is for those who may see everything.'
        }
        actions={
          <ExportButton
            audit="activity"
            values={values}
            sees={{ whole: seesWhole(context.actor, 'activity'), addresses }}
          />
        }
      />
      <AuditStandingLine standing={standing} />
      <AuditFilters
        path={PATH}
        current={values}
        problems={problems}
        people={people}
        teams={teams}
        environments={environments}
        actions={ACTIVITY_ACTIONS}
        addresses={addresses}
      />
      <AuditList path={PATH} values={values} problems={problems} page={page}>
        {page.rows.map((row) => (
          <ActivityEntry key={row.id} row={row} />
        ))}
      </AuditList>
    </>
  );
});
