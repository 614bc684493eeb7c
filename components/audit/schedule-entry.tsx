import Link from 'next/link';
import { Difference } from '@/components/ui/difference';
import type { ScheduleAuditRow } from '@/lib/audit/queries';
import { AuditEntry } from './audit-entry';
import { ReadableDifference } from './difference';

/** One change of a schedule, or one outcome of its sync, with what differed. */
export function ScheduleEntry({
  row,
  names,
  linked,
}: {
  row: ScheduleAuditRow;
  /** Words for the ids of targets that are known. */
  names?: Readonly<Record<string, string>>;
  /** Whether the schedule is named; its own page needs no link to itself. */
  linked?: boolean;
}) {
  const { differences, changes, restoredFrom, failure } = row;
  return (
    <AuditEntry row={row} subject={linked && row.subject}>
      {linked && (
        <p>
          <Link href={`/schedules/${row.scheduleId}`}>Open {row.subject}</Link>
        </p>
      )}
      {failure && (
        <p className="banner tone-bad">
          <span>
            <strong>{failure.code}: </strong>
            {failure.message}
          </span>
        </p>
      )}
      {restoredFrom !== null && <p>Version {restoredFrom} came back.</p>}
      {changes.length > 0 ? (
        <ReadableDifference changes={changes} />
      ) : (
        differences.length > 0 && <Difference differences={differences} names={names} />
      )}
    </AuditEntry>
  );
}
