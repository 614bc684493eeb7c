import { Prisma, type Tx } from '@/lib/db';
import { endUnsent } from './end-unsent';

const VOID = {
  called:
    'Its target calls something else since, and the input of this run was meant for what it called then.',
  secrets:
    'Other fields of its target’s input are secret since, and the input of this run was entered with those of then.',
} as const;

/**
 * Cancels the runs with an input of their own of targets that call somebody else from now on, or that keep other fields
 * secret: nobody but the target of then may be told its secrets. What is being sent, or has tasks that run, goes on to its
 * end, and no other attempt is made.
 */
export async function cancelOwnInputs(
  tx: Tx,
  targetIds: readonly string[],
  changed: keyof typeof VOID = 'called',
): Promise<void> {
  if (targetIds.length === 0) return;
  const own = Prisma.sql`q.target_id = ANY (${[...targetIds]}::text[]) AND q.changed_input IS NOT NULL`;
  await endUnsent(tx, own, 'cancelled', VOID[changed]);
  await tx.$executeRaw`UPDATE run_queue q SET input_void = ${VOID[changed]} WHERE ${own} AND q.input_void IS NULL`;
}
