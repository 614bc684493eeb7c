import type { Content } from '../content';
import type { Told } from '../grouping/group';
import type { Topic } from '../kinds';

type Place = { topic: Topic; environment: Content['environment'] };

/** What a group tells, as a message keeps it. */
export function contentOf(
  { type, fresh, again, since, counts, ended, open }: Told,
  { topic, environment }: Place,
): Content {
  return {
    type,
    topic,
    counts: fresh?.counts ?? {},
    again,
    since: new Date(since).toISOString(),
    total: counts,
    ended,
    open,
    schedules: fresh?.schedules ?? [],
    more: fresh?.more ?? false,
    teams: fresh?.teams ?? [],
    environment,
    reason: fresh?.reason ?? null,
  };
}
