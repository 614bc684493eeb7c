import Link from 'next/link';
import type { ReactNode } from 'react';
import { Chip, type Tone } from '@/components/ui/chip';
import { type Fact, Facts } from '@/components/ui/facts';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import { actionName } from '@/lib/audit/action-names';
import { auditFilter } from '@/lib/audit/filter';
import type { ActivityAuditRow, ScheduleAuditRow } from '@/lib/audit/queries';
import { auditHref, auditValues } from './audit-href';

export type AuditRow = ScheduleAuditRow | ActivityAuditRow;

const OUTCOMES: Record<AuditRow['outcome'], { label: string; tone: Tone }> = {
  ok: { label: 'OK', tone: 'good' },
  denied: { label: 'Denied', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
};

type AuditEntryProps = {
  row: AuditRow;
  /** What it was about; left out where the page is about nothing else. */
  subject?: ReactNode;
  children?: ReactNode;
};

/** One audit row: who did what, when and why; all else that is known is one click away. */
export function AuditEntry({ row, subject, children }: AuditEntryProps) {
  const who = row.person?.name ?? 'Erased person';
  const outcome = OUTCOMES[row.outcome];
  return (
    <li className="audit-entry">
      <details>
        <summary>
          <Icon name="chevron_right" className="audit-arrow" />
          <span className="audit-what">
            <strong>{actionName(row.action)}</strong>
            {subject && <span className="audit-subject">{subject}</span>}
            {row.outcome !== 'ok' && <Chip tone={outcome.tone}>{outcome.label}</Chip>}
          </span>
          <span className="audit-who">{who}</span>
          <span className="audit-time">
            <Time at={row.occurredAt} />
            <RelativeTime at={row.occurredAt} />
          </span>
          {row.reason && <span className="audit-reason">{row.reason}</span>}
        </summary>
        <div className="audit-details">
          {children}
          <Facts facts={envelope(row)} />
        </div>
      </details>
    </li>
  );
}

function envelope(row: AuditRow): (Fact | null)[] {
  const { person, groups, requestId, seq } = row;
  const { ip, userAgent } = row.actorType === 'system' ? {} : (person ?? {});
  return [
    ip === undefined ? null : { label: 'Address', value: ip ?? 'unknown', mono: ip !== null },
    userAgent === undefined ? null : { label: 'Browser', value: userAgent ?? 'unknown' },
    groups.length > 0 ? { label: 'Groups', value: groups.join(', ') } : null,
    'generation' in row ? { label: 'Generation', value: <Generation row={row} /> } : null,
    { label: 'Request', value: <Request id={requestId} /> },
    { label: 'Number', value: seq, mono: true },
  ];
}

/** From there it is compared with others, and brought back. */
const Generation = ({ row }: { row: Pick<ScheduleAuditRow, 'scheduleId' | 'generation'> }) => (
  <>
    {row.generation}: <Link href={`/schedules/${row.scheduleId}/versions`}>Versions</Link>
  </>
);

/** What one request did stands in both audits. */
function Request({ id }: { id: string }) {
  const values = auditValues(auditFilter.parse({ request: id }));
  return (
    <>
      <span className="mono">{id}</span>
      <br />
      All of this request: <Link href={auditHref('/audit', values)}>what it changed</Link>,{' '}
      <Link href={auditHref('/audit/activity', values)}>what else it did</Link>
    </>
  );
}
