import type { Metadata } from 'next';
import { SCHEDULE_ACTIONS } from '@/components/audit/action-names';
import { AuditFilters } from '@/components/audit/audit-filters';
import { auditValues } from '@/components/audit/audit-href';
import { AuditList } from '@/components/audit/audit-list';
import { AuditStandingLine } from '@/components/audit/audit-standing';
import { ExportButton } from '@/components/audit/export-button';
import { ScheduleEntry } from '@/components/audit/schedule-entry';
import { PageHeader } from '@/components/ui/page-header';
import { auditFilter } from '@/lib/audit/filter';
import { listScheduleAudit, suggestPeople } from '@/lib/audit/queries';
import { auditStanding } from '@/lib/audit/queries-standing';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Changes' };

const PATH = '/audit';

export default protectedPage('audit.read', async (context, { searchParams }) => {
  const filter = auditFilter.parse(await searchParams);
  const values = auditValues(filter);
  const [page, standing, people, teams, environments] = await Promise.all([
    listScheduleAudit(context, filter),
    auditStanding(context, 'schedule'),
    suggestPeople(context),
    listTeamNames(context),
    listEnvironmentNames(context),
  ]);
  return (
    <>
      <PageHeader
        title="Changes"
        description="Who changed which schedule, when, how and why."
        actions={<ExportButton audit="schedule" values={values} />}
      />
      <AuditStandingLine standing={standing} />
      <AuditFilters
        path={PATH}
        current={values}
        people={people}
        teams={teams}
        environments={environments}
        actions={SCHEDULE_ACTIONS}
      />
      <AuditList path={PATH} values={values} page={page}>
        {page.rows.map((row) => (
          <ScheduleEntry key={row.id} row={row} linked />
        ))}
      </AuditList>
    </>
  );
});
