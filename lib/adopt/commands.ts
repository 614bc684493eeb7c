import { z } from 'zod';
import type { Found } from '@/lib/aws/discover';
import { authorise, command, parse } from '@/lib/command';
import { actorId, actorName, type Context } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { conflict, notFound, RotaError } from '@/lib/errors';
import type { Adoption } from '@/lib/generated/prisma/client';
import { newId } from '@/lib/id';
import { changeState } from '@/lib/schedules/change-state';
import { insertSchedule, subjectOf } from '@/lib/schedules/commands';
import { databaseNow, loadLocked } from '@/lib/schedules/load';
import { scheduleId, scheduleInput } from '@/lib/schedules/schema';
import { environmentOf } from './environment';
import { namesLike } from './names-taken';
import { propose } from './plan';
import { atAws, reachOf } from './reach';
import { adoptedInput, adoptInput, adoptOneInput } from './schema';
import { assertUnchanged, gone, hasPassed, originalText } from './steps';
import { isEnabled, read, write } from './stored';
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
  const found = read(item.content);
  const current = await atAws(() => reachOf(environment).look(found));
  if (!current) throw conflict('It is gone from AWS. Scan again.');
  if (write({ ...current, tags: found.tags }) === item.content) return found;
  throw conflict('It was changed in AWS since the scan. Scan again and look at it anew.');
}

/** Creates the schedule, off, and leaves the switching to a worker. */
const taking = (environment: EnvironmentRow, found: Found) =>
  command({
    permission: 'schedule.adopt',
    input: adoptOneInput,
    async run(tx, context, { mapping, reason }) {
      await assertFree(tx, environment, found.arn);
      const now = await databaseNow(tx);
      const taken = await namesLike(tx, environment.id, [found.name]);
      const proposal = propose(found, mapping, { place: environment, taken, now });
      if (proposal.verdict !== 'ready') throw conflict(proposal.reasons.join(' '));
      const enabled = isEnabled(found);
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
  content: write(found),
  step: 'prepare',
  dueAt: now,
  requestId: context.requestId,
  byId: actorId(context.actor),
  byName: actorName(context.actor),
  at: now,
  updatedAt: now,
});

async function assertFree(tx: Tx, { id: environmentId }: EnvironmentRow, arn: string) {
  const held = await tx.adoption.findFirst({ where: { environmentId, arn, step: { not: 'returned' } } });
  if (held) throw conflict('It is taken over already.');
}

/**
 * Gives an original back: ours off, the original what it was, ours deleted. Looks first whether AWS still has it.
 * @throws RotaError conflict, where it can't be given back
 */
export async function giveBack(context: Context, raw: unknown): Promise<{ id: string }> {
  await authorise(context, 'schedule.adopt');
  const { id } = parse(adoptedInput, raw);
  const { adoption, original, current, now } = await lookAt(id);
  if (!current && original.kind === 'rule') throw conflict(gone(original).message);
  if (hasPassed(original, now) && isEnabled(original))
    throw conflict(
      `The time of the ${originalText(original)} has passed: enabled again, AWS could run it at once. Delete the schedule instead.`,
    );
  if (current && adoption.alarmAt === null) decided(() => assertUnchanged(current, original, now));
  return returning(adoption.alarmAt !== null && current ? { ...current, tags: original.tags } : null)(
    context,
    raw,
  );
}

/** An AwsError of a check, as a person is told it. */
function decided(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw conflict(error instanceof Error ? error.message : String(error));
  }
}

/** @param content what the original is now, where somebody enabled it again: that is what it goes back to */
const returning = (content: Found | null) =>
  command({
    permission: 'schedule.adopt',
    input: adoptedInput,
    async run(tx, context, { id, reason }) {
      const schedule = await loadLocked(tx, id);
      const now = await databaseNow(tx);
      await moveStep(tx, context, id, ['prepare', 'disable', 'enable', 'adopted'], 'release', content, now);
      const action = 'schedule.give-back';
      if (schedule.state === 'deleted' || schedule.state === 'completed')
        return {
          result: { id },
          entry: {
            audit: 'schedule',
            action,
            ...subjectOf(schedule),
            reason,
            before: null,
            after: { state: schedule.state },
          },
        };
      const { entry } = await changeState(tx, context, schedule, { action, to: 'disabled', reason, now });
      return { result: { id }, entry };
    },
  });

/** Switches off again an original that somebody enabled beside ours, whatever it has become. */
export async function disableAgain(context: Context, raw: unknown): Promise<{ id: string }> {
  await authorise(context, 'schedule.adopt');
  const { id } = parse(adoptedInput, raw);
  const { current } = await lookAt(id);
  if (!current || !isEnabled(current))
    throw conflict('The original does not run: there is nothing to disable.');
  return disabling(current)(context, raw);
}

const disabling = (current: Found) =>
  command({
    permission: 'schedule.adopt',
    input: adoptedInput,
    async run(tx, context, { id, reason }) {
      const schedule = await loadLocked(tx, id);
      await moveStep(tx, context, id, ['adopted'], 'disable', current, await databaseNow(tx));
      return {
        result: { id },
        entry: {
          audit: 'schedule',
          action: 'schedule.disable-original',
          ...subjectOf(schedule),
          reason,
          before: null,
          after: { original: current.arn },
        },
      };
    },
  });

/** Tries again at once what waits or has stopped. */
export const retryAdoption = command({
  permission: 'schedule.adopt',
  input: z.strictObject({ id: scheduleId }),
  async run(tx, _context, { id }) {
    const schedule = await loadLocked(tx, id);
    const asked = await tx.adoption.updateMany({
      where: { scheduleId: id, step: { notIn: ['adopted', 'returned'] } },
      data: { dueAt: await databaseNow(tx), attempts: 0 },
    });
    if (asked.count === 0) throw conflict('There is nothing left to do for it.');
    await tx.$executeRaw`SELECT pg_notify('rota_sync', ${id})`;
    return {
      result: { id },
      entry: {
        audit: 'activity',
        action: 'adopt.retry',
        subject: schedule.name,
        details: { scheduleId: id },
      },
    };
  },
});

/** @throws RotaError conflict, where the adoption is at none of the steps `from` */
async function moveStep(
  tx: Tx,
  context: Context,
  id: string,
  from: string[],
  step: string,
  content: Found | null,
  now: Date,
) {
  const moved = await tx.adoption.updateMany({
    where: { scheduleId: id, step: { in: from } },
    data: {
      step,
      ...(content && { content: write(content) }),
      dueAt: now,
      attempts: 0,
      error: null,
      errorCode: null,
      requestId: context.requestId,
      updatedAt: now,
    },
  });
  if (moved.count === 0)
    throw conflict('Something else is being done with its original. Look again in a moment.');
  await tx.$executeRaw`SELECT pg_notify('rota_sync', ${id})`;
}

/** What was taken over by a schedule, and its original as it is now. @throws RotaError not-found or unavailable */
async function lookAt(
  id: string,
): Promise<{ adoption: Adoption; original: Found; current: Found | null; now: Date }> {
  const row = await db().adoption.findUnique({ where: { scheduleId: id }, include: { environment: true } });
  if (!row || row.step === 'returned') throw notFound('This original');
  const { environment, ...adoption } = row;
  const original = read(adoption.content);
  const current = await atAws(() => reachOf(environment).look(original));
  return { adoption, original, current, now: await databaseNow(db()) };
}
