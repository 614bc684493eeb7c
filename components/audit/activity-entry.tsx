import { type Fact, Facts } from '@/components/ui/facts';
import type { ActivityAuditRow } from '@/lib/audit/queries';
import { activityWords } from './activity-words';
import { AuditEntry } from './audit-entry';
import { detailFacts } from './detail-facts';

/** One row of what somebody did besides changing schedules. */
export function ActivityEntry({ row }: { row: ActivityAuditRow }) {
  const { subject, reason } = activityWords(row);
  return (
    <AuditEntry row={{ ...row, reason }} subject={subject}>
      <Facts facts={[subjectId(row), ...detailFacts(row.details)]} />
    </AuditEntry>
  );
}

/** The row itself keeps a person's id, and not their name, which may have to be erased. */
const subjectId = ({ subject, subjectName }: ActivityAuditRow): Fact | null =>
  subjectName === null ? null : { label: 'Person', value: subject, mono: true };
