import { isDeepStrictEqual } from 'node:util';
import { db } from '@/lib/db';

/** What a webhook is called with, as it is stored: encrypted. */
export type StoredSecrets = {
  /** The present one, then the one before while it signs too. */
  signing: readonly string[];
  headers: string;
};

/** What the secrets of a webhook are meant for: where it leads, with which settings and input. */
export type WebhookTarget = { arn: string; settings: object; input: string | null };

type Row = WebhookTarget & { signing: string; previous: string | null; headers: string };

/**
 * The secrets of a webhook.
 * @param claimed what is about to be sent, and where
 * @returns `changed` where the target is no more what was claimed: its secrets are for another address, or are sent with
 * another input; null where it is no webhook, or is gone
 */
export async function webhookSecrets(
  targetId: string,
  claimed: WebhookTarget,
): Promise<StoredSecrets | 'changed' | null> {
  const [row] = await db().$queryRaw<Row[]>`
    SELECT w.signing, CASE WHEN w.previous_until > now() THEN w.previous END AS previous, w.headers,
      t.arn, t.settings, t.input
    FROM webhook_secret w JOIN target t ON t.id = w.target_id WHERE w.target_id = ${targetId}`;
  if (!row) return null;
  const { signing, previous, headers, ...target } = row;
  const { arn, settings, input } = claimed;
  if (!isDeepStrictEqual(target, { arn, settings, input })) return 'changed';
  return { signing: previous === null ? [signing] : [signing, previous], headers };
}
