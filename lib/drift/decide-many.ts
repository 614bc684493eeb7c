import { z } from 'zod';
import { inEnvironment } from '@/lib/auth/access';
import { authorise, type Command, parse } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { RotaError } from '@/lib/errors';
import { log } from '@/lib/log';
import { owner, reason, scheduleId } from '@/lib/schedules/schema';
import { acceptTheirs } from './accept';
import { seenInput } from './decision';
import { decideLost } from './lost';
import { restoreOurs } from './restore';

/** So many are decided in one request. */
const MOST = 25;

const decision = z.enum(['accept', 'restore']);

const input = z
  .strictObject({
    decision,
    reason,
    /** Where lost schedules are, and what AWS does not know of them. */
    lost: z
      .strictObject({
        environmentId: scheduleId,
        teamId: z
          .string('Choose the team that they belong to.')
          .min(1, 'Choose the team that they belong to.'),
        owner,
      })
      .optional(),
    items: z
      .array(z.strictObject({ id: scheduleId, lost: z.boolean(), seen: seenInput }))
      .min(1)
      .max(MOST),
  })
  .refine(({ lost, items }) => lost !== undefined || items.every((item) => !item.lost), {
    path: ['lost'],
    message: 'Name the team and the owner of the schedules that only AWS knows.',
  });

type Input = z.output<typeof input>;

/** What became of one. */
export type DecideOutcome = { id: string; ok: true } | { id: string; ok: false; message: string };

/**
 * The same decision on many schedules, each by its own command, in a transaction and with an audit row of its own: one
 * that is refused stops none of the others.
 * @returns what became of each, in their order
 * @throws RotaError forbidden, also where one of them needs an administrator (recovery, lost schedules); invalid
 */
export const decideMany: Command<DecideOutcome[]> = async (context, raw) => {
  const wanted = z.looseObject({ decision }).safeParse(raw);
  await authorise(context, wanted.data?.decision === 'accept' ? 'drift.accept' : 'drift.restore');
  const asked = parse(input, raw);
  if (asked.items.some(({ lost }) => lost))
    await authorise(context, 'drift.decide-lost', inEnvironment(asked.lost?.environmentId ?? ''));
  for (const environmentId of await inRecoveryOf(asked))
    await authorise(context, 'recovery.end', inEnvironment(environmentId));
  const outcomes: DecideOutcome[] = [];
  for (const item of asked.items) outcomes.push(await decideOne(context, asked, item));
  return outcomes;
};

/** The environments in recovery in which some of it is. */
async function inRecoveryOf({ items }: Input): Promise<string[]> {
  const found = await db().schedule.findMany({
    where: {
      id: { in: items.map(({ id }) => id) },
      environment: { sync: { recoverySince: { not: null } } },
    },
    select: { environmentId: true },
    distinct: ['environmentId'],
  });
  return found.map(({ environmentId }) => environmentId);
}

async function decideOne(
  context: Context,
  { decision, reason, lost }: Input,
  item: Input['items'][number],
): Promise<DecideOutcome> {
  const { id, seen } = item;
  try {
    if (item.lost) await decideLost(context, { ...lost, id, decision, reason, seen });
    else await (decision === 'accept' ? acceptTheirs : restoreOurs)(context, { id, reason, seen });
    return { id, ok: true };
  } catch (error) {
    return { id, ok: false, message: messageOf(error, id) };
  }
}

function messageOf(error: unknown, scheduleId: string): string {
  if (error instanceof RotaError)
    return error.fields.length > 1 ? error.fields.map(({ message }) => message).join(' ') : error.message;
  log.error({ err: error, scheduleId }, 'a decision on what AWS has failed');
  return 'Rota could not do this. Its log says why. Try it again.';
}
