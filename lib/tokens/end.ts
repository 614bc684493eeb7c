import { record } from '@/lib/audit/record';
import { actorId, actorName } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { systemContext } from '@/lib/system-context';
import { subjectOf } from './subject';

/**
 * Ends all tokens that somebody made, for good, as the directory gives them nothing any more: each with an audit row.
 * @param reason what the directory says
 */
export async function endTokensOf(tx: Tx, userId: string, reason: string): Promise<void> {
  const context = systemContext('directory');
  const { actor } = context;
  const ended = await tx.$queryRaw<{ id: string; name: string }[]>`
    UPDATE api_token SET revoked_at = now(), revoked_by = ${actorId(actor)}, revoked_by_name = ${actorName(actor)},
      revoke_reason = ${reason}
    WHERE created_by = ${userId}::uuid AND revoked_at IS NULL AND expires_at > now() RETURNING id, name`;
  for (const token of ended)
    await record(tx, context, {
      audit: 'activity',
      action: 'token.end',
      subject: subjectOf(token),
      reason,
      details: { token: token.id, createdBy: userId },
    });
}
