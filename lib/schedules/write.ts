import { diff } from '@/lib/audit/diff';
import type { Tx } from '@/lib/db';
import { env } from '@/lib/env';
import { invalid } from '@/lib/errors';
import type { Target } from '@/lib/generated/prisma/client';
import { newId } from '@/lib/id';
import { KINDS } from '@/lib/targets/registry';
import type { TargetInput } from '@/lib/targets/schema';
import { sealInput, UnknownSecretError } from '@/lib/targets/secrets';
import { wakeWorkers } from '@/lib/wake-workers';
import { dropTargets } from './drop-targets';
import { clockOf, type ScheduleTiming } from './timing';

/**
 * Makes a schedule's targets what was entered. A target that keeps its id keeps its AWS schedule and its secrets.
 * @throws RotaError invalid, of an id of another schedule or a mask that stands for no secret
 */
export async function writeTargets(
  tx: Tx,
  scheduleId: string,
  inputs: readonly TargetInput[],
  before: Target[],
) {
  const known = new Set(before.map(({ id }) => id));
  const rows = inputs.map((input, position) => {
    const earlier = before.find(({ id }) => id === input.id);
    if (input.id !== undefined && !earlier)
      throw invalid([
        { path: `schedule.targets.${position}.id`, message: 'This target does not belong to this schedule.' },
      ]);
    if (input.id !== undefined && !known.delete(input.id))
      throw invalid([{ path: `schedule.targets.${position}.id`, message: 'This target is sent twice.' }]);
    return targetRow(scheduleId, input, position, earlier);
  });
  const kept = rows.map((row) => row.id);
  await dropTargets(tx, scheduleId, kept);
  for (const row of rows) await tx.target.upsert({ where: { id: row.id }, create: row, update: row });
}

function targetRow(scheduleId: string, input: TargetInput, position: number, earlier: Target | undefined) {
  const { kind, arn, roleArn, secretFields, retryAttempts, maxAgeSeconds, deadLetterArn } = input;
  const settings = KINDS[kind].settings(input);
  const sent = receivers({ kind, arn, settings, deadLetterArn });
  const same = earlier !== undefined && diff(receivers(earlier), sent).length === 0;
  return {
    id: earlier?.id ?? newId(),
    scheduleId,
    position,
    kind,
    arn,
    roleArn,
    settings,
    input: input.input === null ? null : seal(input.input, secretFields, position, earlier, same),
    secretFields,
    retryAttempts,
    maxAgeSeconds,
    deadLetterArn,
  };
}

type Receivers = Pick<Target, 'kind' | 'arn' | 'deadLetterArn'> & { settings: unknown };

/** Who is given a target's input. */
const receivers = ({ kind, arn, settings, deadLetterArn }: Receivers) => ({
  kind,
  arn,
  settings,
  deadLetterArn,
});

/** A secret that nobody may read is not sent anywhere else than where it was entered for. */
function seal(
  text: string,
  secretFields: string[],
  position: number,
  earlier: Target | undefined,
  same: boolean,
): string {
  try {
    return sealInput(text, secretFields, encryptionKey(), same ? earlier?.input : null);
  } catch (error) {
    if (!(error instanceof UnknownSecretError)) throw error;
    const moved = `Enter the value of ${error.pointer} again: it was entered for another target, or another dead-letter queue.`;
    const message = earlier && !same ? moved : error.message;
    throw invalid([{ path: `schedule.targets.${position}.input`, message }]);
  }
}

/** Makes a schedule follow these calendars and no others. */
export async function writeCalendars(tx: Tx, scheduleId: string, calendarIds: readonly string[]) {
  await tx.scheduleCalendar.deleteMany({ where: { scheduleId, calendarId: { notIn: [...calendarIds] } } });
  const rows = calendarIds.map((calendarId) => ({ scheduleId, calendarId }));
  await tx.scheduleCalendar.createMany({ data: rows, skipDuplicates: true });
}

/** The key that secret payload fields are stored under. */
export const encryptionKey = (): Buffer => Buffer.from(env().ROTA_ENCRYPTION_KEY, 'base64');

/** The process that made the change reconciles it itself; the worker comes in where that process did not. */
const OWN_ATTEMPT_MS = 4_000;

/** Sets the clock to the schedule's next run and asks for a reconciliation; part of every change of a schedule. */
export async function touchState(
  tx: Tx,
  schedule: ScheduleTiming & { id: string; state: string; generation: number },
  requestId: string,
  now: Date,
) {
  const clock = { ...clockOf(schedule, now), stale: false };
  await tx.scheduleClock.upsert({
    where: { scheduleId: schedule.id },
    create: { scheduleId: schedule.id, ...clock },
    update: clock,
  });
  await askSync(tx, schedule, requestId, now);
}

/** Asks for a reconciliation. */
export async function askSync(
  tx: Tx,
  schedule: { id: string; generation: number },
  requestId: string,
  now: Date,
) {
  const due = {
    status: 'pending',
    wantedGeneration: schedule.generation,
    dueAt: new Date(now.getTime() + OWN_ATTEMPT_MS),
    attempts: 0,
    error: null,
    errorCode: null,
    requestId,
  } as const;
  await tx.scheduleSync.upsert({
    where: { scheduleId: schedule.id },
    create: { scheduleId: schedule.id, ...due },
    update: due,
  });
  await wakeWorkers(tx, schedule.id);
}
