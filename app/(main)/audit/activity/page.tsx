import type { Metadata } from 'next';
import { ACTIVITY_ACTIONS } from '@/components/audit/action-names';
import { AuditEntry } from '@/components/audit/audit-entry';
import { AuditFilters } from '@/components/audit/audit-filters';
import { auditValues } from '@/components/audit/audit-href';
import { AuditList } from '@/components/audit/audit-list';
import { detailFacts } from '@/components/audit/detail-facts';
import { Facts } from '@/components/ui/facts';
import { PageHeader } from '@/components/ui/page-header';
import { auditFilter } from '@/lib/audit/filter';
import { listActivityAudit, listPeople, readsAllActivity } from '@/lib/audit/queries';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Activity' };

const PATH = '/audit/activity';

export default protectedPage('audit.read', async (context, { searchParams }) => {
  const filter = auditFilter.parse(await searchParams);
  const values = auditValues(filter);
  const [page, people] = await Promise.all([listActivityAudit(context, filter), listPeople(context)]);
  return (
    <>
      <PageHeader
        title="Activity"
        description={
          readsAllActivity(context.actor)
            ? 'Who signed in and out, what was denied, and what else people did besides changing schedules.'
            : 'What you did besides changing schedules. What others did is for those who may see everything.'
        }
      />
      <AuditFilters path={PATH} current={values} people={people} actions={ACTIVITY_ACTIONS} />
      <AuditList path={PATH} values={values} page={page}>
        {page.rows.map((row) => (
          <AuditEntry key={row.id} row={row} subject={row.subject}>
            <Facts facts={detailFacts(row.details)} />
          </AuditEntry>
        ))}
      </AuditList>
    </>
  );
});
