import Link from 'next/link';
import { Difference } from '@/components/ui/difference';
import { type Fact, Facts } from '@/components/ui/facts';
import type { ActivityAuditRow } from '@/lib/audit/queries';
import { activityWords } from './activity-words';
import { AuditEntry } from './audit-entry';
import { DETAIL_LABELS, detailChanges, detailFacts } from './detail-facts';

/** One row of what somebody did besides changing schedules. */
export function ActivityEntry({ row }: { row: ActivityAuditRow }) {
  const { subject, reason } = activityWords(row);
  const { details, names } = row;
  const schedule = typeof details.scheduleId === 'string' ? names[details.scheduleId] : undefined;
  const changes = detailChanges(details, names);
  return (
    <AuditEntry row={{ ...row, reason }} subject={subject}>
      {schedule && (
        <p>
          <Link href={`/schedules/${details.scheduleId}`}>Open {schedule}</Link>
        </p>
      )}
      <Facts facts={[subjectId(row), ...detailFacts(details, names)]} />
      {changes.length > 0 && <Difference differences={changes} names={DETAIL_LABELS} />}
    </AuditEntry>
  );
}

/** The row itself keeps a person's id, and not their name, which may have to be erased. */
const subjectId = ({ subject, subjectName }: ActivityAuditRow): Fact | null =>
  subjectName === null ? null : { label: 'Person', value: subject, mono: true };
