import type { Metadata } from 'next';
import { SCHEDULE_ACTIONS } from '@/components/audit/action-names';
import { AuditFilters } from '@/components/audit/audit-filters';
import { auditValues } from '@/components/audit/audit-href';
import { AuditList } from '@/components/audit/audit-list';
import { ScheduleEntry } from '@/components/audit/schedule-entry';
import { PageHeader } from '@/components/ui/page-header';
import { auditFilter } from '@/lib/audit/filter';
import { listPeople, listScheduleAudit } from '@/lib/audit/queries';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Changes' };

const PATH = '/audit';

export default protectedPage('audit.read', async (context, { searchParams }) => {
  const filter = auditFilter.parse(await searchParams);
  const values = auditValues(filter);
  const [page, people] = await Promise.all([listScheduleAudit(context, filter), listPeople(context)]);
  return (
    <>
      <PageHeader title="Changes" description="Who changed which schedule, when, how and why." />
      <AuditFilters path={PATH} current={values} people={people} actions={SCHEDULE_ACTIONS} />
      <AuditList path={PATH} values={values} page={page}>
        {page.rows.map((row) => (
          <ScheduleEntry key={row.id} row={row} linked />
        ))}
      </AuditList>
    </>
  );
});
