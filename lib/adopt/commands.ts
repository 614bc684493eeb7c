import { inEnvironment } from '@/lib/auth/access';
import type { Found } from '@/lib/aws/discover';
import { authorise, command, parse } from '@/lib/command';
import { actorId, actorName, type Context } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { assertInUse } from '@/lib/environments/place';
import { conflict, notFound, RotaError } from '@/lib/errors';
import { newId } from '@/lib/id';
import { insertSchedule } from '@/lib/schedules/commands';
import { databaseNow } from '@/lib/schedules/load';
import { scheduleInput } from '@/lib/schedules/schema';
import { environmentOf } from './environment';
import { namesLike } from './names-taken';
import { propose } from './plan';
import { atAws, reachOf } from './reach';
import { adoptInput, adoptOneInput } from './schema';
import { open, openText, seal } from './sealed';
import { write } from './stored';
import { heldText } from './turn-over';

export type Taken =
  | { arn: string; ok: true; id: string; name: string }
  | { arn: string; ok: false; message: string };

/**
 * Takes over what is chosen, each on its own: one that fails stops none of the others. A worker switches.
 * @throws RotaError where nobody may, or of a mapping that is wrong
 */
export async function adopt(context: Context, raw: unknown): Promise<Taken[]> {
  await authorise(context, 'schedule.adopt');
  const { environmentId, arns, ...rest } = parse(adoptInput, raw);
  await authorise(context, 'schedule.adopt', inEnvironment(environmentId));
  const environment = await environmentOf(environmentId);
  const taken: Taken[] = [];
  for (const arn of arns) {
    try {
      const found = await stillThere(environment, arn);
      taken.push({ arn, ok: true, ...(await taking(environment, found)(context, { arn, ...rest })) });
    } catch (error) {
      if (!(error instanceof RotaError)) throw error;
      taken.push({ arn, ok: false, message: error.fields[0]?.message ?? error.message });
    }
  }
  return taken;
}

/** What was found, as it still is in AWS. @throws RotaError where it is gone or was changed since the scan */
async function stillThere(environment: EnvironmentRow, arn: string): Promise<Found> {
  const item = await db().adoptionItem.findUnique({
    where: { environmentId_arn: { environmentId: environment.id, arn } },
  });
  if (!item) throw notFound('This original');
  const found = open(item.content);
  const current = await atAws(() => reachOf(environment).look(found));
  if (!current) throw conflict('It is gone from AWS. Scan again.');
  if (write({ ...current, tags: found.tags }) === openText(item.content)) return found;
  throw conflict('It was changed in AWS since the scan. Scan again and look at it anew.');
}

/** Creates the schedule, off, and leaves the switching to a worker. */
const taking = (environment: EnvironmentRow, found: Found) =>
  command({
    permission: 'schedule.adopt',
    input: adoptOneInput,
    at: inEnvironment(environment.id),
    async run(tx, context, { mapping, reason }) {
      await assertInUse(tx, context, environment.id);
      await assertFree(tx, environment.id, found.arn);
      const now = await databaseNow(tx);
      const taken = await namesLike(tx, environment.id, [found.name]);
      const proposal = propose(found, mapping, { place: environment, taken, now });
      if (proposal.verdict !== 'ready') throw conflict(proposal.reasons.join(' '));
      const enabled = proposal.state === 'on';
      const { result, entry } = await insertSchedule(
        tx,
        context,
        environment,
        parse(scheduleInput(environment), proposal.schedule),
        {
          action: 'schedule.adopt',
          state: enabled ? 'paused' : 'disabled',
          stateReason: enabled ? heldText(found) : 'It was disabled in AWS when it was taken over',
        },
      );
      await tx.adoption.create({
        data: { ...rowOf(found, context, now), scheduleId: result.id, environmentId: environment.id },
      });
      return {
        result: { id: result.id, name: proposal.schedule.name },
        entry: { ...entry, reason, after: { ...(entry.after as object), original: found.arn } },
      };
    },
  });

const rowOf = (found: Found, context: Context, now: Date) => ({
  id: newId(),
  arn: found.arn,
  kind: found.kind,
  name: found.name,
  groupName: found.group,
  content: seal(found),
  step: 'prepare',
  dueAt: now,
  requestId: context.requestId,
  byId: actorId(context.actor),
  byName: actorName(context.actor),
  at: now,
  updatedAt: now,
});

/** An ARN names its account and Region, so it is the same original in whichever environment. @throws RotaError conflict */
async function assertFree(tx: Tx, environmentId: string, arn: string) {
  const held = await tx.adoption.findFirst({
    where: { arn, step: { not: 'returned' } },
    include: { environment: { select: { name: true } } },
  });
  if (!held) return;
  const where = held.environmentId === environmentId ? '' : `, in the environment ${held.environment.name}`;
  throw conflict(`It is taken over already${where}.`);
}
