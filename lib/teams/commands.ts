import { z } from 'zod';
import { EVERYWHERE, ofTeam } from '@/lib/auth/access';
import type { Permission } from '@/lib/auth/roles';
import { allows, authorise, command } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import { invalid, notFound } from '@/lib/errors';
import { newId } from '@/lib/id';
import { readable } from '@/lib/schedules/readable';
import { oneLine } from '@/lib/targets/fields';

const name = oneLine('The name', 60);

export const createTeam = command({
  permission: 'team.create',
  input: z.strictObject({ name }),
  at: EVERYWHERE,
  async run(tx, _context, input) {
    await assertNameFree(tx, input.name, '');
    const { id } = await tx.team.create({ data: { id: newId(), name: input.name } });
    return {
      result: { id },
      entry: { audit: 'activity', action: 'team.create', subject: input.name, details: { teamId: id } },
    };
  },
});

export const renameTeam = command({
  permission: 'team.rename',
  input: z.strictObject({ id: z.string().regex(/^\w{1,16}$/, 'Choose one of the list.'), name }),
  at: async (_tx, { id }) => ofTeam(id),
  async run(tx, _context, { id, name }) {
    const before = await tx.team.findUnique({ where: { id } });
    if (!before) throw notFound('This team');
    await assertNameFree(tx, name, id);
    await tx.team.update({ where: { id }, data: { name } });
    return {
      result: { id },
      entry: {
        audit: 'activity',
        action: 'team.rename',
        subject: name,
        details: { teamId: id, before: before.name, after: name },
      },
    };
  },
});

async function assertNameFree(tx: Tx, name: string, ownId: string) {
  const [taken] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM team WHERE lower(name) = lower(${name}) AND id <> ${ownId}`;
  if (taken) throw invalid([{ path: 'name', message: 'Another team has this name. Choose another.' }]);
}

export type TeamRow = {
  id: string;
  name: string;
  /** Those that are not deleted and may be seen. */
  schedules: number;
  /** Whether whoever asks may rename it. */
  mayRename: boolean;
};

/** The teams in which somebody may see something by name. */
export async function listTeams(context: Context): Promise<TeamRow[]> {
  const { actor } = await authorise(context, 'schedule.read');
  const rows = await db().$queryRaw<Omit<TeamRow, 'mayRename'>[]>`
    SELECT t.id, t.name, (SELECT count(*)::int FROM schedule s WHERE s.team_id = t.id AND s.state <> 'deleted'
      AND ${readable(actor)}) AS schedules
    FROM team t ORDER BY lower(t.name)`;
  return rows
    .filter(({ id }) => allows(actor, 'schedule.read', { teamId: id }))
    .map((row) => ({ ...row, mayRename: allows(actor, 'team.rename', ofTeam(row.id)) }));
}

/**
 * The names of the teams for which somebody has a permission, sorted: what a filter or a form offers.
 * @param environmentId where they need it; null: in all environments; left out: in one of them
 */
export async function listTeamNames(
  context: Context,
  permission: Permission = 'schedule.read',
  environmentId?: string | null,
): Promise<{ id: string; name: string }[]> {
  const { actor } = await authorise(context, 'schedule.read');
  const all = await db().$queryRaw<{ id: string; name: string }[]>`
    SELECT id, name FROM team ORDER BY lower(name)`;
  const where = environmentId === undefined ? {} : { environmentId };
  return all.filter(({ id }) => allows(actor, permission, { teamId: id, ...where }));
}
