import { type Actor, actorId, actorName } from '@/lib/context';

/** What a schedule keeps of who brings it into a state, and since when it is in it. The id is how an erasure finds them. */
export const switchedBy = (actor: Actor, at: Date) => ({
  stateBy: actorName(actor),
  stateById: actorId(actor),
  stateAt: at,
});
