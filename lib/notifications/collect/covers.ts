import { type EventKind, type Topic, topicOf, type Wanted } from '../kinds';

/** What a channel is for: null is all teams, all environments. */
export type Scope = { teamId: string | null; environmentId: string | null; wanted: readonly Wanted[] };

type Place = { kind: EventKind; teamId: string | null; environmentId: string | null };

/**
 * Whether a channel is told of something. What belongs to no environment, such as a worker, concerns all of them; what
 * belongs to an environment and no team concerns all teams there, but for drift: what stands in AWS beside the schedules may
 * name those of anybody.
 */
export function covers(channel: Scope, { kind, teamId, environmentId }: Place): boolean {
  if (!channel.wanted.includes(kind)) return false;
  if (channel.environmentId !== null && environmentId !== null && channel.environmentId !== environmentId)
    return false;
  if (channel.teamId === null || channel.teamId === teamId) return true;
  return teamId === null && kind !== 'drift';
}

/** What a channel groups by. */
export type GroupKey = { environmentId: string; topic: Topic };

export const keyOf = ({ kind, environmentId }: Pick<Place, 'kind' | 'environmentId'>): GroupKey => ({
  environmentId: environmentId ?? '',
  topic: topicOf(kind),
});
