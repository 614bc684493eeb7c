import { z } from 'zod';
import { EVERYWHERE, ofTeam } from '@/lib/auth/access';
import { authorise, command } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import { invalid, notFound } from '@/lib/errors';
import { newId } from '@/lib/id';
import { plainText } from '@/lib/targets/fields';

const name = plainText('The name', 60)
  .refine((text) => text.length > 0, "The name can't be empty.")
  .refine((text) => !/[\n\r\t]/.test(text), 'The name must be on one line.');

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

export type TeamRow = { id: string; name: string; schedules: number };

/** All teams by name, with the number of their schedules that are not deleted. */
export async function listTeams(context: Context): Promise<TeamRow[]> {
  await authorise(context, 'schedule.read');
  return db().$queryRaw<TeamRow[]>`
    SELECT t.id, t.name, (SELECT count(*)::int FROM schedule s WHERE s.team_id = t.id AND s.state <> 'deleted') AS schedules
    FROM team t ORDER BY lower(t.name)`;
}

/** The names of all teams, sorted: what a filter or a form offers. */
export async function listTeamNames(context: Context): Promise<{ id: string; name: string }[]> {
  await authorise(context, 'schedule.read');
  return db().$queryRaw`SELECT id, name FROM team ORDER BY lower(name)`;
}
