import Link from 'next/link';
import { auditHref, auditValues } from '@/components/audit/audit-href';
import { AuditList } from '@/components/audit/audit-list';
import { ScheduleEntry } from '@/components/audit/schedule-entry';
import { Panel } from '@/components/ui/panel';
import { type AuditFilter, auditFilter } from '@/lib/audit/filter';
import type { ScheduleAuditRow } from '@/lib/audit/queries';
import type { ScheduleDetail } from '@/lib/schedules/queries';
import { KINDS } from '@/lib/targets/registry';

type HistoryProps = {
  schedule: ScheduleDetail;
  filter: AuditFilter;
  page: { rows: ScheduleAuditRow[]; next: string | null; previous: string | null };
};

/** Everything that happened to one schedule, the newest first. */
export function History({ schedule, filter, page }: HistoryProps) {
  const names = Object.fromEntries(
    schedule.targets.map(({ id, kind, arn, settings }) => [id, KINDS[kind].shortName(arn, settings)]),
  );
  return (
    <Panel title="History" className="bare">
      <AuditList path={`/schedules/${schedule.id}`} values={auditValues(filter)} page={page}>
        {page.rows.map((row) => (
          <ScheduleEntry key={row.id} row={row} names={names} />
        ))}
      </AuditList>
      <p>
        <Link href={auditHref('/audit', auditValues(auditFilter.parse({ schedule: schedule.id })))}>
          Search the history
        </Link>
      </p>
    </Panel>
  );
}
