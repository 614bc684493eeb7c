import { type Answer, NOTHING_TOLD } from '@/lib/aws/send/answer';
import { failed } from '@/lib/aws/send/failures';
import type { PostAnswer } from '@/lib/outbound/post';

/** Statuses that another attempt may change, beside those of the server's own faults (RFC 9110, section 15.5; RFC 8470; RFC 6585). */
const TRY_AGAIN = [408, 425, 429];

/**
 * What an answer of a receiver means: 2xx succeeds, or is work under way where 202 has it called back; 408, 425, 429 and
 * 5xx are tried again, not before Retry-After; any other is for good. A redirect is never followed.
 * @param waitMs how long the receiver may take to call back; null where it does not
 */
export function answerOf({ status, body, retryAfterMs }: PostAnswer, waitMs: number | null): Answer {
  const told = { ...NOTHING_TOLD, status, excerpt: body === '' ? null : body };
  if (status === 202 && waitMs !== null)
    return { ...told, outcome: 'running', tasks: [], calledBackWithinMs: waitMs };
  if (status >= 200 && status < 300) return { ...told, outcome: 'succeeded' };
  const permanent = status < 500 && !TRY_AGAIN.includes(status);
  const redirect =
    status >= 300 && status < 400 ? ' Rota follows no redirect: enter the address itself.' : '';
  return failed(`It answered ${status}.${redirect}`, { ...told, permanent, retryAfterMs });
}
