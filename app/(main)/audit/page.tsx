import type { Metadata } from 'next';
import { AuditFilters } from '@/components/audit/audit-filters';
import { AuditList } from '@/components/audit/audit-list';
import { AuditStandingLine } from '@/components/audit/audit-standing';
import { ExportButton } from '@/components/audit/export-button';
import { ScheduleEntry } from '@/components/audit/schedule-entry';
import { PageHeader } from '@/components/ui/page-header';
import { SCHEDULE_ACTIONS } from '@/lib/audit/action-names';
import { readFilter } from '@/lib/audit/filter';
import { listScheduleAudit, suggestPeople } from '@/lib/audit/queries';
import { seesAddresses, seesWhole } from '@/lib/audit/queries-seen';
import { auditStanding } from '@/lib/audit/queries-standing';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Changes' };

const PATH = '/audit';

export default protectedPage('audit.read', async (context, { searchParams }) => {
  const { filter, given: values, problems } = readFilter(await searchParams);
  const [page, standing, people, teams, environments] = await Promise.all([
    listScheduleAudit(context, filter),
    auditStanding(context, 'schedule'),
    suggestPeople(context),
    listTeamNames(context),
    listEnvironmentNames(context),
  ]);
  const addresses = seesAddresses(context.actor);
  return (
    <>
      <PageHeader
        title="Changes"
        description={`Who changed which schedule, when, how and why.${addresses ? '' : ' From where others did is for administrators.'}`}
        actions={
          <ExportButton
            audit="schedule"
            values={values}
            sees={{ whole: seesWhole(context.actor, 'schedule'), addresses }}
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
        actions={SCHEDULE_ACTIONS}
        addresses={addresses}
      />
      <AuditList path={PATH} values={values} problems={problems} page={page}>
        {page.rows.map((row) => (
          <ScheduleEntry key={row.id} row={row} linked />
        ))}
      </AuditList>
    </>
  );
});
