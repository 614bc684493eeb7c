import { z } from 'zod';
import { inEnvironment } from '@/lib/auth/access';
import type { Found } from '@/lib/aws/discover';
import { authorise, command, parse } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, type Prisma, type Tx } from '@/lib/db';
import { assertInUse } from '@/lib/environments/place';
import { conflict, notFound } from '@/lib/errors';
import type { Adoption } from '@/lib/generated/prisma/client';
import { atSchedule, placeOf } from '@/lib/schedules/at';
import { changeFields } from '@/lib/schedules/change-fields';
import { changeState } from '@/lib/schedules/change-state';
import { subjectOf } from '@/lib/schedules/commands';
import { databaseNow, loadLocked } from '@/lib/schedules/load';
import { assertOwnSource } from '@/lib/schedules/managed';
import { scheduleId } from '@/lib/schedules/schema';
import { wakeWorkers } from '@/lib/wake-workers';
import { environmentOf } from './environment';
import { isOver } from './over';
import { atAws, reachOf } from './reach';
import { adoptedInput } from './schema';
import { open, seal } from './sealed';
import { assertUnchanged, gone, hasPassed, originalText } from './steps';
import { isEnabled } from './stored';

/** What is taken over stands in AWS beside Rota's own: it is for whoever has the whole environment. */
const atItsEnvironment = async (tx: Tx, input: { id: string }) =>
  inEnvironment((await atSchedule(tx, input)).environmentId);

/**
 * Gives an original back: ours off, the original what it was, ours deleted. Looks first whether AWS still has it.
 * @throws RotaError conflict, where it can't be given back, as of what lives in a file
 */
export async function giveBack(context: Context, raw: unknown): Promise<{ id: string }> {
  await authorise(context, 'schedule.adopt');
  const { id } = parse(adoptedInput, raw);
  await authorise(context, 'schedule.adopt', inEnvironment((await placeOf(id)).environmentId));
  const { adoption, original, current, now } = await lookAt(id);
  if (!current && original.kind === 'rule') throw conflict(gone(original).message);
  if (hasPassed(original, now) && isEnabled(original))
    throw conflict(
      `The time of the ${originalText(original)} has passed: enabled again, AWS could run it at once. Delete the schedule instead.`,
    );
  if (current && adoption.alarmAt === null) decided(() => assertUnchanged(current, original, now));
  const kept = current && isTheirs(adoption, original, current) ? { ...current, tags: original.tags } : null;
  return returning(adoption, kept)(context, raw);
}

/** Whether somebody enabled an original again, or disabled it before Rota did: it stays as they left it. */
const isTheirs = ({ alarmAt, switchedAt }: Adoption, original: Found, current: Found): boolean =>
  alarmAt !== null || (switchedAt === null && isEnabled(original) && !isEnabled(current));

/** An AwsError of a check, as a person is told it. */
function decided(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw conflict(error instanceof Error ? error.message : String(error));
  }
}

/** @param content what the original goes back to, where that is not what was read */
const returning = ({ switchedAt }: Adoption, content: Found | null) =>
  command({
    permission: 'schedule.adopt',
    input: adoptedInput,
    at: atItsEnvironment,
    async run(tx, context, { id, reason }) {
      const schedule = await loadLocked(tx, id);
      await assertInUse(tx, context, schedule.environmentId);
      // Its file would make it again beside the original: it is released first.
      assertOwnSource(schedule);
      const now = await databaseNow(tx);
      const from = { step: { in: ['prepare', 'disable', 'enable', 'adopted'] }, switchedAt };
      await moveStep(tx, context, id, from, { step: 'release' }, content, now);
      const action = 'schedule.give-back';
      const change = { action, reason, now };
      // What is over stays so in a generation of its own: no undo of what came before fits it any more.
      const { entry } = isOver(schedule.state)
        ? await changeFields(tx, context, schedule, { teamId: schedule.teamId }, change)
        : await changeState(tx, context, schedule, { ...change, to: 'disabled' });
      return { result: { id }, entry };
    },
  });

/** Switches off again an original that somebody enabled beside ours, whatever it has become. */
export async function disableAgain(context: Context, raw: unknown): Promise<{ id: string }> {
  await authorise(context, 'schedule.adopt');
  const { id } = parse(adoptedInput, raw);
  await authorise(context, 'schedule.adopt', inEnvironment((await placeOf(id)).environmentId));
  const { current } = await lookAt(id);
  if (!current || !isEnabled(current))
    throw conflict('The original does not run: there is nothing to disable.');
  return disabling(current)(context, raw);
}

const disabling = (current: Found) =>
  command({
    permission: 'schedule.adopt',
    input: adoptedInput,
    at: atItsEnvironment,
    async run(tx, context, { id, reason }) {
      const schedule = await loadLocked(tx, id);
      await assertInUse(tx, context, schedule.environmentId);
      if (isOver(schedule.state))
        throw conflict(`Rota's schedule is ${schedule.state}, so the original is the only one that runs.`);
      const to = { step: 'disable', switchedAt: null };
      await moveStep(tx, context, id, { step: 'adopted' }, to, current, await databaseNow(tx));
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
  at: atItsEnvironment,
  async run(tx, context, { id }) {
    const schedule = await loadLocked(tx, id);
    await assertInUse(tx, context, schedule.environmentId);
    const asked = await tx.adoption.updateMany({
      where: { scheduleId: id, step: { notIn: ['adopted', 'returned'] } },
      data: { dueAt: await databaseNow(tx), attempts: 0 },
    });
    if (asked.count === 0) throw conflict('There is nothing left to do for it.');
    await wakeWorkers(tx, id);
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

/** @throws RotaError conflict, where the adoption is not as in `from` */
async function moveStep(
  tx: Tx,
  context: Context,
  id: string,
  from: Prisma.AdoptionWhereInput,
  to: { step: string; switchedAt?: null },
  content: Found | null,
  now: Date,
) {
  const moved = await tx.adoption.updateMany({
    where: { scheduleId: id, ...from },
    data: {
      ...to,
      ...(content && { content: seal(content) }),
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
  await wakeWorkers(tx, id);
}

/**
 * What was taken over by a schedule, and its original as it is now.
 * @throws RotaError not-found, conflict where the environment is disabled, or unavailable
 */
async function lookAt(
  id: string,
): Promise<{ adoption: Adoption; original: Found; current: Found | null; now: Date }> {
  const adoption = await db().adoption.findUnique({ where: { scheduleId: id } });
  if (!adoption || adoption.step === 'returned') throw notFound('This original');
  const environment = await environmentOf(adoption.environmentId);
  const original = open(adoption.content);
  const current = await atAws(() => reachOf(environment).look(original));
  return { adoption, original, current, now: await databaseNow(db()) };
}
