import { failureText } from '@/components/people/failure-text';
import { ACTS } from '@/lib/access/acts';
import { actionName } from '@/lib/audit/action-names';
import type { ActivityAuditRow } from '@/lib/audit/queries';

type Told = Pick<ActivityAuditRow, 'action' | 'subject' | 'subjectName' | 'reason' | 'details' | 'names'>;

const DENIABLE: Readonly<Record<string, string | null>> = ACTS;

/**
 * What a row of the activity was about, and why, as people read it: rows keep codes.
 * @returns the subject is null where the action says it already
 */
export function activityWords({ action, subject, subjectName, reason, details, names }: Told): {
  subject: string | null;
  reason: string | null;
} {
  if (action === 'sign-out') return { subject: null, reason };
  if (action === 'sign-in') return { subject: null, reason: reason && failureText(reason) };
  if (action === 'denied') {
    const schedule = names[String(details.scheduleId)];
    const what = DENIABLE[subject] ?? actionName(subject);
    return { subject: schedule ? `${what}: ${schedule}` : what, reason };
  }
  return { subject: subjectName ?? subject, reason };
}
