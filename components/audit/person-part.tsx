import { auditFilter } from '@/lib/audit/filter';
import type { ActivityAuditRow, ScheduleAuditRow } from '@/lib/audit/queries';
import { ActivityEntry } from './activity-entry';
import { auditHref, auditValues } from './audit-href';
import { OwnPart } from './own-part';
import { ScheduleEntry } from './schedule-entry';

type PersonPartProps = { id: string; changes: ScheduleAuditRow[]; activity: ActivityAuditRow[] };

/** What a person did last, of both audits. */
export function PersonPart({ id, changes, activity }: PersonPartProps) {
  const values = auditValues(auditFilter.parse({ actor: id }));
  return (
    <div className="stack">
      <OwnPart title="Their changes" count={changes.length} href={auditHref('/audit', values)}>
        {changes.map((row) => (
          <ScheduleEntry key={row.id} row={row} linked />
        ))}
      </OwnPart>
      <OwnPart title="Their activity" count={activity.length} href={auditHref('/audit/activity', values)}>
        {activity.map((row) => (
          <ActivityEntry key={row.id} row={row} />
        ))}
      </OwnPart>
    </div>
  );
}
