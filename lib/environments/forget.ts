import type { Tx } from '@/lib/db';

/**
 * Drops what was found out about the place of an environment that keeps nothing: scans, finds, findings, its pace, its
 * lane of deliveries and what its dispatch queue was sent by others.
 */
export async function forgetPlace(tx: Tx, environmentId: string): Promise<void> {
  const where = { environmentId };
  await tx.scanPage.deleteMany({ where });
  await tx.drift.deleteMany({ where });
  await tx.adoptionItem.deleteMany({ where });
  await tx.adoptionScan.deleteMany({ where });
  await tx.environmentScan.deleteMany({ where });
  await tx.environmentSync.deleteMany({ where });
  await tx.environmentPace.deleteMany({ where });
  await tx.dispatchLane.deleteMany({ where });
  await tx.refusedMessage.deleteMany({ where });
}
