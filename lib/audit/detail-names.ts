import type { Scope } from '@/lib/auth/access';
import { allows } from '@/lib/command';
import type { Actor } from '@/lib/context';
import { db } from '@/lib/db';

/** Names by the ids of what they are of. */
export type Names = Readonly<Record<string, string>>;

/** Quotes within a value are escaped, so that nobody's words pass for a key. */
const IDS = /"(team|environment|schedule)Id":"(\w{1,16})"/g;

/**
 * What the teams, environments and schedules are called by now that details have by their ids, as far as somebody may see
 * them.
 */
export async function detailNames(actor: Actor, details: readonly unknown[]): Promise<Names> {
  const found = [...JSON.stringify(details).matchAll(IDS)];
  const of = (kind: string) => ({
    id: { in: [...new Set(found.flatMap(([, key, id]) => (key === kind ? (id ?? []) : [])))] },
  });
  const named = { id: true, name: true };
  const [teams, environments, schedules] = await Promise.all([
    db().team.findMany({ where: of('team'), select: named }),
    db().environment.findMany({ where: of('environment'), select: named }),
    db().schedule.findMany({
      where: of('schedule'),
      select: { ...named, teamId: true, environmentId: true },
    }),
  ]);
  const seen = (scope: Scope) => allows(actor, 'schedule.read', scope);
  const all = [
    ...teams.filter(({ id }) => seen({ teamId: id })),
    ...environments.filter(({ id }) => seen({ environmentId: id })),
    ...schedules.filter(seen),
  ];
  return Object.fromEntries(all.map(({ id, name }) => [id, name]));
}
