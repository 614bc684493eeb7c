import type { Tx } from '@/lib/db';
import { followState } from '@/lib/dispatch/follow-state';
import type { LoadedSchedule } from './load';
import type { State } from './schema';
import { touchState } from './write';

const OFF: readonly State[] = ['paused', 'disabled'];

type Switched = Pick<LoadedSchedule, 'id' | 'environmentId' | 'state' | 'stateAt' | 'afterPause'>;

/**
 * What `touchState` is to any change, this is to one of the state: runs that wait follow it too, and what passed while the
 * schedule was off is made up for as the schedule says.
 * @param before as it was in its other state
 */
export async function touchSwitched(
  tx: Tx,
  before: Switched,
  after: Parameters<typeof touchState>[1],
  requestId: string,
  now: Date,
): Promise<void> {
  const owed = after.state === 'on' && OFF.includes(before.state) && before.afterPause !== 'skip';
  await touchState(tx, after, requestId, now, { owedSince: owed ? before.stateAt : null });
  await followState(tx, before, after.state);
}
