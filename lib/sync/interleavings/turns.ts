import { takeDueLeases } from '../lease';
import { reconcileLeased } from '../reconcile';
import { begin } from './rim';

/** As many as a worker begins at once here. */
const AT_ONCE = 3;

/** What a worker does in a turn: it takes what is due and brings it to AWS. @returns how many that were */
export async function syncTurn(environmentId: string): Promise<number> {
  const leases = await takeDueLeases(environmentId, AT_ONCE);
  await Promise.all(leases.map(reconcileLeased));
  return leases.length;
}

/** Runs without waiting at the rim, and to its end. @throws what the work throws */
export async function free(work: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    begin('free', () => work().then(resolve, reject), true);
  });
}
