import { inEnvironment, type Scope } from '@/lib/auth/access';
import type { Tx } from '@/lib/db';
import { notFound, stale } from '@/lib/errors';
import type { Gate } from '@/lib/generated/prisma/client';

/**
 * A gate, locked until the transaction ends. Claims may name it meanwhile: they hold its state, which changes come to after.
 * @throws RotaError not-found
 */
export async function lockGate(tx: Tx, id: string): Promise<Gate> {
  await tx.$queryRaw`SELECT id FROM gate WHERE id = ${id} FOR NO KEY UPDATE`;
  const gate = await tx.gate.findUnique({ where: { id } });
  if (!gate) throw notFound('This gate');
  return gate;
}

/** Where a gate is: it concerns all teams of its environment. @throws RotaError not-found */
export const atGate = async (tx: Tx, { id }: { id: string }): Promise<Scope> =>
  inEnvironment((await lockGate(tx, id)).environmentId);

/** @throws RotaError conflict, where somebody changed it since `seen`; left out, any version will do */
export function assertVersion({ version }: Gate, seen: number | undefined): void {
  if (seen !== undefined && version !== seen)
    throw stale('Somebody changed this gate meanwhile. Load the page again to see how it is now.', version);
}

/** A gate as the audit shows it. */
export const snapshotOf = ({
  name,
  description,
  ratePerSecond,
  burst,
  maxInFlight,
  rampSeconds,
  circuitFailures,
  probeSeconds,
}: Gate) => ({
  name,
  description,
  ratePerSecond,
  burst,
  maxInFlight,
  rampSeconds,
  circuitFailures,
  probeSeconds,
});
