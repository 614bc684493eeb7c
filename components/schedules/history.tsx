import Link from 'next/link';
import { auditHref, auditValues } from '@/components/audit/audit-href';
import { AuditList } from '@/components/audit/audit-list';
import { ScheduleEntry } from '@/components/audit/schedule-entry';
import { scopeText } from '@/components/freeze/scope-text';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import { type AuditFilter, auditFilter } from '@/lib/audit/filter';
import type { ScheduleAuditRow } from '@/lib/audit/queries';
import type { FreezeOfSchedule } from '@/lib/freeze/queries';
import type { ScheduleDetail } from '@/lib/schedules/queries';
import { KINDS } from '@/lib/targets/registry';

type HistoryProps = {
  schedule: ScheduleDetail;
  freezes: readonly FreezeOfSchedule[];
  /** Whether who looks sees what others did besides changing schedules. */
  activity: boolean;
  filter: AuditFilter;
  page: { rows: ScheduleAuditRow[]; next: string | null; previous: string | null };
};

/** Everything that happened to one schedule, the newest first. */
export function History({ schedule, freezes, activity, filter, page }: HistoryProps) {
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
        {' · '}
        <Link href={auditHref('/audit/activity', auditValues(auditFilter.parse({ schedule: schedule.id })))}>
          Its runs by hand, secrets shown and refusals
        </Link>
      </p>
      {freezes.map((freeze) => (
        <p key={freeze.id} className="muted">
          {activity ? <Link href={startOf(freeze)}>Frozen</Link> : 'Frozen'} ({scopeText(freeze)}){' '}
          <Time at={freeze.at} />
          {freeze.liftedAt && (
            <>
              {' '}
              until <Time at={freeze.liftedAt} />
            </>
          )}{' '}
          by {freeze.byName}: {freeze.reason}
        </p>
      ))}
    </Panel>
  );
}

/** A row stands within the transaction of what it tells of, so it is soon after. */
const SOON_MS = 60_000;

/** Where the activity has the row of a freeze. */
function startOf({ by, at }: FreezeOfSchedule): string {
  const to = new Date(at.getTime() + SOON_MS).toISOString();
  const filter = { action: 'freeze.start', actor: by, from: at.toISOString(), to };
  return auditHref('/audit/activity', auditValues(auditFilter.parse(filter)));
}
