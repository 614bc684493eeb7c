import { placeInAudit } from '@/lib/access/place';
import type { Tx } from '@/lib/db';
import type { NotificationChannel } from '@/lib/generated/prisma/client';
import { MASK } from '@/lib/targets/mask';
import { secretVersion } from '@/lib/targets/secrets';

/** What may be shown of the address of a webhook: its host. Null of a topic. */
export const shownUrl = (host: string | null): string | null =>
  host === null ? null : `https://${host}/${MASK}`;

/** A channel as the audit shows it: of the address only its host, and whether it is another one. */
export async function snapshotOf(tx: Tx, channel: NotificationChannel) {
  const { name, kind, secret, host, topicArn, roleArn, wanted, gatherSeconds, repeatMinutes, enabled } =
    channel;
  const place = await tx.notificationChannel.findUniqueOrThrow({
    where: { id: channel.id },
    select: { team: true, environment: true, via: true },
  });
  return {
    name,
    kind,
    ...placeInAudit({ ...channel, ...place }),
    ...(secret === null
      ? { topicArn, roleArn, via: place.via?.name ?? null }
      : { url: shownUrl(host), urlVersion: secretVersion(secret) }),
    wanted,
    gatherSeconds,
    repeatMinutes,
    enabled,
  };
}
