import { actorId, actorName, type Context } from '@/lib/context';
import type { Tx } from '@/lib/db';

/** Says who ended runs: beside the reason, so that the name can be erased. */
export async function markEndedBy(tx: Tx, { actor }: Context, runs: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE run SET ended_by = ${actorId(actor)}, ended_by_name = ${actorName(actor)}
    WHERE id = ANY (${[...runs]}::text[])`;
}
