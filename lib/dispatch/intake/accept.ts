import { exclusionsOf } from '@/lib/calendars/exclusions';
import type { Tx } from '@/lib/db';
import { databaseNow } from '@/lib/schedules/load';
import { optionsOf, type ScheduleTiming } from '@/lib/schedules/timing';
import type { ExcludedDates } from '@/lib/timing/excluded';
import { parseExpression } from '@/lib/timing/expression';
import { occurrencesBetween } from '@/lib/timing/occurrences';
import { createRuns, type NewRun } from '../create';
import { lateSlot } from '../slots/late';
import type { SlotMessage } from './message';
import { type KnownSchedule, knownSchedules } from './schedules';
import { canTellOf } from './taking';
import { versionsAt } from './version-at';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** So many changes are looked back. */
const LOOK_BACK = 20;

/** Null where a message is fine, else why it is refused. */
export type Refusal = string | null;

type Schedule = KnownSchedule & { excluded: readonly ExcludedDates[] };
type Version = Omit<ScheduleTiming, 'excluded'> & { state: string };

/**
 * Believes of messages nothing but whose slot each says and which: the runs of a slot that the schedule did have are made
 * where the clock has not made them. Late ones follow the schedule's policy; which of them is the last, no message tells, but
 * the clock.
 * @returns of each message, in their order, whether it is refused
 */
export async function acceptSlots(
  tx: Tx,
  environmentId: string,
  messages: readonly SlotMessage[],
): Promise<Refusal[]> {
  const ids = [...new Set(messages.map(({ scheduleId }) => scheduleId))];
  const excluded = await exclusionsOf(tx, ids);
  const schedules = await knownSchedules(tx, environmentId, ids);
  const now = await databaseNow(tx);
  const refusals: Refusal[] = [];
  const runs: NewRun[] = [];
  for (const { scheduleId, at } of messages) {
    const known = schedules.get(scheduleId);
    const schedule = known && { ...known, excluded: excluded(scheduleId) };
    const slot = await verdictOn(tx, schedule, at, now);
    refusals.push(typeof slot === 'string' ? slot : null);
    if (schedule && slot instanceof Date && !isSeenTo(schedule, slot, now))
      runs.push(...runsOf(schedule, slot, now));
  }
  await createRuns(tx, runs);
  return refusals;
}

async function verdictOn(tx: Tx, schedule: Schedule | undefined, at: Date, now: Date) {
  if (!canTellOf(at, now)) return 'Its instant is too long ago, or in the future.';
  if (!schedule) return 'There is no such schedule in this environment.';
  const slot = await slotOf(tx, schedule, at);
  if (!(slot instanceof Date) || (await wasThrough(tx, schedule, slot))) return slot;
  return 'AWS started the targets of the schedule itself then.';
}

/**
 * Whether AWS may have told Rota of a slot at all, and not called the targets: it may have had the schedule of a day before,
 * or of any time where it is not in step, and the one of its own last moment for the slot.
 */
async function wasThrough(tx: Tx, schedule: Schedule, slot: Date): Promise<boolean> {
  const { id, delivery, updatedAt, sync, flexibleMinutes } = schedule;
  if (delivery === 'through' && updatedAt <= slot) return true;
  const last = new Date(slot.getTime() + (1 + flexibleMinutes) * MINUTE);
  const [first] = sync?.status === 'live' ? await versionsAt(tx, id, new Date(slot.getTime() - DAY)) : [];
  const versions = await versionsAt(tx, id, last, LOOK_BACK);
  return versions.some((one) => one.delivery === 'through' && one.generation >= (first?.generation ?? 0));
}

/**
 * The slot that AWS means with an instant of its own, which may be the whole minute of a slot that has a second; null of one
 * at which the schedule was off, or that a change in this very minute or a calendar keeps off; else why there is none.
 */
async function slotOf(tx: Tx, schedule: Schedule, at: Date): Promise<Date | string | null> {
  const minute = new Date(Math.floor(at.getTime() / MINUTE) * MINUTE);
  const slotIn = (timing: Omit<ScheduleTiming, 'excluded'>, excluded = schedule.excluded) =>
    slotWithin({ ...timing, excluded }, minute);
  const last = await versionAt(tx, schedule, new Date(minute.getTime() + MINUTE - 1));
  const first = await versionAt(tx, schedule, minute);
  for (const version of [last, first]) {
    const slot = version && slotIn(version);
    if (!slot) continue;
    // Saved or completed within its minute: what counts is how the schedule was at the slot itself.
    const then = await versionAt(tx, schedule, slot);
    if (then && slotIn(then)?.getTime() === slot.getTime()) return then.state === 'on' ? slot : null;
  }
  if (!first) return 'The schedule was made after this instant.';
  const now = slotIn(schedule);
  if (now) return first.state === 'on' ? now : null;
  return slotIn(first, []) ? null : 'The schedule never had a slot at this instant.';
}

/** The schedule as it was at an instant; undefined before it was made. */
async function versionAt(tx: Tx, schedule: Schedule, at: Date): Promise<Version | undefined> {
  return schedule.updatedAt <= at ? schedule : (await versionsAt(tx, schedule.id, at))[0];
}

function slotWithin(timing: ScheduleTiming, minute: Date): Date | null {
  const options = { ...optionsOf(timing), from: minute, to: new Date(minute.getTime() + MINUTE) };
  return occurrencesBetween(parseExpression(timing.expression), options)[0] ?? null;
}

/** Whether the clock has come past a slot, with or without a run, or will see to it, or the schedule is gone. */
function isSeenTo(schedule: Schedule, slotAt: Date, now: Date): boolean {
  const { state, delivery, ifLate, clock } = schedule;
  if (state === 'deleted' || clock?.planGap === 'recovery') return true;
  if (delivery !== 'through' || !clock?.plannedTo) return false;
  if (slotAt <= clock.plannedTo) return true;
  return ifLate === 'last' && clock.planAt !== null && isLate(schedule, slotAt, now);
}

const isLate = ({ graceSeconds }: Schedule, slotAt: Date, now: Date): boolean =>
  slotAt.getTime() < now.getTime() - graceSeconds * 1_000;

function runsOf(schedule: Schedule, slotAt: Date, now: Date): NewRun[] {
  const { id, environmentId, generation, targets, ifLate } = schedule;
  const late = isLate(schedule, slotAt, now);
  const ended = late ? lateSlot(ifLate, 'outage', true) : null;
  return targets.map((target) => ({
    environmentId,
    scheduleId: id,
    targetId: target.id,
    generation,
    slotAt,
    nominalAt: slotAt,
    origin: 'message',
    dueAt: late ? now : slotAt,
    ...(ended && { ended }),
  }));
}
