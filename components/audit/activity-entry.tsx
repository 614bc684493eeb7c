import { Facts } from '@/components/ui/facts';
import type { ActivityAuditRow } from '@/lib/audit/queries';
import { AuditEntry } from './audit-entry';
import { detailFacts } from './detail-facts';

/** One row of what somebody did besides changing schedules. */
export function ActivityEntry({ row }: { row: ActivityAuditRow }) {
  return (
    <AuditEntry row={row} subject={row.subject}>
      <Facts facts={detailFacts(row.details)} />
    </AuditEntry>
  );
}
