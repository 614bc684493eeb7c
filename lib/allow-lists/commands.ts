import { assertPlace, placeInAudit } from '@/lib/access/place';
import { EVERYWHERE } from '@/lib/auth/access';
import { command } from '@/lib/command';
import { actorId, actorName } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { invalid, notFound } from '@/lib/errors';
import { newId } from '@/lib/id';
import { addInput, removeInput } from './schema';

/**
 * Allows a pattern of targets or roles to a team or all, in an environment or all. What is there already stays.
 * @returns the id of the entry
 * @throws RotaError as every command; invalid where the team or environment is gone or the entry is there already
 */
export const addEntry = command({
  permission: 'allow-list.add',
  input: addInput,
  at: EVERYWHERE,
  async run(tx, { actor }, { reason, ...input }) {
    const id = newId();
    await assertPlace(tx, input);
    const by = { createdBy: actorId(actor), createdByName: actorName(actor) };
    const { count } = await tx.allowedArn.createMany({
      data: [{ ...input, id, ...by }],
      skipDuplicates: true,
    });
    if (count === 0) throw invalid([{ path: 'pattern', message: 'This is allowed there already.' }]);
    const after = snapshot(await load(tx, id));
    return {
      result: { id },
      entry: {
        audit: 'activity',
        action: 'allow-list.add',
        subject: input.pattern,
        reason,
        details: { entry: id, after },
      },
    };
  },
});

/** Takes an entry off its list. What is there already stays. @throws RotaError as every command; not-found */
export const removeEntry = command({
  permission: 'allow-list.remove',
  input: removeInput,
  at: EVERYWHERE,
  async run(tx, _context, { id, reason }) {
    const entry = await load(tx, id);
    await tx.allowedArn.delete({ where: { id } });
    return {
      result: { id },
      entry: {
        audit: 'activity',
        action: 'allow-list.remove',
        subject: entry.pattern,
        reason,
        details: { entry: id, before: snapshot(entry) },
      },
    };
  },
});

/** @throws RotaError not-found */
async function load(tx: Tx, id: string) {
  const entry = await tx.allowedArn.findUnique({
    where: { id },
    include: { team: true, environment: true },
  });
  if (!entry) throw notFound('This entry');
  return entry;
}

/** An entry as the audit shows it. */
const snapshot = ({ kind, pattern, ...place }: Awaited<ReturnType<typeof load>>) => ({
  kind,
  pattern,
  ...placeInAudit(place),
});
