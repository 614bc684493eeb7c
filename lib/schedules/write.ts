import { isDeepStrictEqual } from 'node:util';
import { diff } from '@/lib/audit/diff';
import type { Tx } from '@/lib/db';
import { cancelOwnInputs } from '@/lib/dispatch/own-inputs';
import { replan } from '@/lib/dispatch/slots/replan';
import { encryptionKey } from '@/lib/encryption-key';
import { invalid } from '@/lib/errors';
import type { Target } from '@/lib/generated/prisma/client';
import { newId } from '@/lib/id';
import { KINDS } from '@/lib/targets/registry';
import type { TargetInput } from '@/lib/targets/schema';
import { sealInput, UnknownSecretError } from '@/lib/targets/secrets';
import { wakeWorkers } from '@/lib/wake-workers';
import { headersVersion } from '@/lib/webhooks/secrets';
import { sealWebhooks, writeWebhooks } from '@/lib/webhooks/write';
import { dropTargets } from './drop-targets';
import { clockOf, type ScheduleTiming, sameTimes } from './timing';

/**
 * Makes a schedule's targets what was entered. A target that keeps its id keeps its AWS schedule and its secrets, and the
 * runs with an input of their own as long as it calls the same, and keeps the same fields secret.
 * @throws RotaError invalid, of an id of another schedule or a mask that stands for no secret
 */
export async function writeTargets(
  tx: Tx,
  scheduleId: string,
  inputs: readonly TargetInput[],
  before: Target[],
) {
  const known = new Set(before.map(({ id }) => id));
  const sealed = await sealWebhooks(tx, inputs, before, encryptionKey());
  const rows = inputs.map((input, position) => {
    const earlier = before.find(({ id }) => id === input.id);
    if (input.id !== undefined && !earlier)
      throw invalid([
        { path: `schedule.targets.${position}.id`, message: 'This target does not belong to this schedule.' },
      ]);
    if (input.id !== undefined && !known.delete(input.id))
      throw invalid([{ path: `schedule.targets.${position}.id`, message: 'This target is sent twice.' }]);
    return targetRow(scheduleId, input, position, earlier, sealed[position] ?? null);
  });
  const kept = rows.map((row) => row.id);
  await dropTargets(tx, scheduleId, kept);
  const changed = (differs: (was: Target, row: (typeof rows)[number]) => boolean) =>
    rows.flatMap((row) => (before.some((was) => was.id === row.id && differs(was, row)) ? row.id : []));
  await cancelOwnInputs(
    tx,
    changed((was, row) => !isSentAsBefore(was, row)),
    'called',
  );
  // An own input is sealed under the secret fields of when it was entered, and would be opened by these.
  await cancelOwnInputs(
    tx,
    changed((was, row) => !isDeepStrictEqual(new Set(was.secretFields), new Set(row.secretFields))),
    'secrets',
  );
  for (const row of rows) await tx.target.upsert({ where: { id: row.id }, create: row, update: row });
  await writeWebhooks(tx, kept, sealed, encryptionKey());
}

/** @param sealed of a webhook: its secret headers, of which the settings tell the version */
function targetRow(
  scheduleId: string,
  input: TargetInput,
  position: number,
  earlier: Target | undefined,
  sealed: string | null,
) {
  const { kind, arn, roleArn, secretFields, retryAttempts, maxAgeSeconds, deadLetterArn } = input;
  const { timeoutSeconds, safeToRepeat, gateId } = input;
  const version = sealed && headersVersion(sealed);
  const settings = { ...KINDS[kind].settings(input), ...(version && { headersVersion: version }) };
  const same = earlier !== undefined && isSentAsBefore(earlier, { kind, arn, settings, deadLetterArn });
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
    timeoutSeconds,
    safeToRepeat,
    gateId,
  };
}

type Receivers = Pick<Target, 'kind' | 'arn' | 'deadLetterArn'> & { settings: unknown };

/** Whether a target's input is given to nobody else than before; one receiver less is fine. */
export function isSentAsBefore(before: Receivers, after: Receivers): boolean {
  const called = ({ kind, arn, settings }: Receivers) => ({
    kind,
    arn,
    ...KINDS[kind].toAws(settings as object),
  });
  const { deadLetterArn } = after;
  if (deadLetterArn !== null && deadLetterArn !== before.deadLetterArn) return false;
  return diff(called(before), called(after)).length === 0;
}

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

/** The process that made the change reconciles it itself; the worker comes in where that process did not. */
const OWN_ATTEMPT_MS = 4_000;

type Earlier = {
  owedSince?: Date | null;
  before?: (ScheduleTiming & { state: string; delivery: string }) | null;
};

/**
 * Sets the clock to the schedule's next run, has its runs planned anew and asks for a reconciliation; part of every
 * change of a schedule.
 * @param earlier since when slots are made up for; or the schedule before, whose slots that nobody saw to yet stay its own
 * where its times did not change
 */
export async function touchState(
  tx: Tx,
  schedule: ScheduleTiming & { id: string; state: string; delivery: string; generation: number },
  requestId: string,
  now: Date,
  { owedSince = null, before = null }: Earlier = {},
) {
  const clock = { ...clockOf(schedule, now), stale: false };
  await tx.scheduleClock.upsert({
    where: { scheduleId: schedule.id },
    create: { scheduleId: schedule.id, ...clock },
    update: clock,
  });
  const behind = before?.state === 'on' && before.delivery === 'through' && sameTimes(before, schedule);
  await replan(tx, schedule, owedSince ?? now, owedSince ? 'pause' : null, behind);
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
