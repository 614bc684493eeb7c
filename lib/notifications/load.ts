import type { Scope } from '@/lib/auth/access';
import type { Tx } from '@/lib/db';
import { conflict, notFound } from '@/lib/errors';
import type { NotificationChannel } from '@/lib/generated/prisma/client';

type Placed = Pick<NotificationChannel, 'teamId' | 'environmentId'> & { viaEnvironmentId?: string | null };

/** Where a channel is: for its team and environment, and where a topic is published. */
export const placesOf = ({ teamId, environmentId, viaEnvironmentId }: Placed): Scope[] => [
  { teamId, environmentId },
  ...(viaEnvironmentId ? [{ teamId, environmentId: viaEnvironmentId }] : []),
];

/** A channel, which stays as it is until the transaction ends. @throws RotaError not-found */
export async function lockChannel(tx: Tx, { id }: { id: string }): Promise<NotificationChannel> {
  await tx.$queryRaw`SELECT id FROM notification_channel WHERE id = ${id} FOR UPDATE`;
  const channel = await tx.notificationChannel.findUnique({ where: { id } });
  if (!channel) throw notFound('This channel');
  return channel;
}

/** @throws RotaError conflict, where somebody changed it since */
export function assertVersion(channel: NotificationChannel, version: number): void {
  if (channel.version === version) return;
  throw conflict('Somebody else changed this channel meanwhile. Look at it as it is now, and decide anew.');
}
