import { z } from 'zod';
import { assertAims } from '@/lib/allow-lists/check';
import type { ScheduleEntry } from '@/lib/audit/record';
import { type Command, command } from '@/lib/command';
import { actorId, type Context } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { assertOverwrite } from '@/lib/drift/overwrite';
import { currentEnvironment, type EnvironmentRow } from '@/lib/environments/bootstrap';
import { assertInUse, environmentOfSchedule, namedEnvironment } from '@/lib/environments/place';
import { invalid } from '@/lib/errors';
import { assertGates } from '@/lib/gates/check';
import { newId } from '@/lib/id';
import { missingSecretFields } from '@/lib/targets/secret-fields';
import { atBothTeams } from './at';
import { otherChange } from './conflict';
import { policiesOf } from './delivery';
import { followable } from './followed';
import { databaseNow, type LoadedSchedule, loadForChange, snapshotOf } from './load';
import { assertOwnSource } from './managed';
import { isNameTaken } from './name-taken';
import { whyNeverRuns } from './never-runs';
import {
  managedBy,
  optionalReasonInput,
  type ScheduleInput,
  type State,
  scheduleId,
  scheduleInput,
} from './schema';
import { switchedBy } from './switched-by';
import { type ScheduleTiming, timingColumns } from './timing';
import { touchState, writeCalendars, writeTargets } from './write';

export type Saved = { id: string; generation: number };

/**
 * Creates a schedule that is on, or paused where asked for (a copy), in the environment that is named, else in the
 * process's own. Its targets are checked against that environment.
 */
export const createSchedule: Command<Saved> = async (context, raw) => {
  const named = await namedEnvironment(raw);
  return creation(named ?? (await currentEnvironment()), named !== null)(context, raw);
};

/**
 * Replaces everything that a person can edit of a schedule.
 * Somebody else's change since `generation` is a conflict that carries what they changed.
 */
export const updateSchedule: Command<Saved> = async (context, raw) =>
  replacement((await environmentOfSchedule(raw)) ?? (await currentEnvironment()))(context, raw);

const creation = (environment: EnvironmentRow, known: boolean) =>
  command({
    permission: 'schedule.create',
    input: z.strictObject({
      schedule: scheduleInput(environment),
      startPaused: z.boolean().default(false),
      environmentId: z
        .string()
        .optional()
        .refine(() => known, 'This environment does not exist. Choose one of the list.'),
      managedBy: managedBy.optional(),
    }),
    at: async (_tx, { schedule }) => ({ teamId: schedule.teamId, environmentId: environment.id }),
    async run(tx, context, { schedule, startPaused, managedBy }) {
      await assertInUse(tx, context, environment.id);
      assertSecretFields(schedule, []);
      return insertSchedule(tx, context, environment, schedule, {
        action: 'schedule.create',
        state: startPaused ? 'paused' : 'on',
        stateReason: startPaused ? 'Created as a copy' : null,
        managedBy,
      });
    },
  });

type Start = {
  /** The code of the audit row. */
  action: string;
  state: 'on' | 'paused' | 'disabled';
  stateReason: string | null;
  /** Where it lives, if it does in a file. */
  managedBy?: string | undefined;
};

/**
 * Writes a new schedule, with its clock and its sync. @returns what a command does
 * @throws RotaError invalid, of a name that is taken, a team that is none or a schedule that would never run
 */
export async function insertSchedule(
  tx: Tx,
  context: Context,
  environment: Pick<EnvironmentRow, 'id'>,
  input: ScheduleInput,
  { action, state, stateReason, managedBy }: Start,
): Promise<{ result: Saved; entry: ScheduleEntry }> {
  const now = await databaseNow(tx);
  const id = newId();
  const by = actorId(context.actor);
  await assertNameFree(tx, environment.id, input.name, id);
  await assertTeam(tx, input.teamId);
  const followed = await followable(tx, input);
  const { excluded, ...timing } = timingColumns(input, now, undefined, followed.excluded);
  assertRunsAgain({ ...timing, excluded }, now);
  await tx.schedule.create({
    data: {
      id,
      environmentId: environment.id,
      ...editable(input),
      ...timing,
      state,
      stateReason,
      managedBy: managedBy ?? null,
      ...switchedBy(context.actor, now),
      createdAt: now,
      updatedAt: now,
      createdBy: by,
      updatedBy: by,
    },
  });
  await writeTargets(tx, id, input.targets, []);
  await writeCalendars(tx, id, followed.ids);
  const saved = await loadForChange(tx, id);
  await assertAims(tx, context, null, saved);
  await assertGates(tx, null, saved);
  await touchState(tx, saved, context.requestId, now);
  return {
    result: { id, generation: saved.generation },
    entry: {
      audit: 'schedule',
      action,
      ...subjectOf(saved),
      before: null,
      after: snapshotOf(saved),
    },
  };
}

const replacement = (environment: EnvironmentRow) =>
  command({
    permission: 'schedule.update',
    input: z.strictObject({
      id: scheduleId,
      generation: z.int().positive(),
      schedule: scheduleInput(environment),
      /** What the person saw that AWS has but for Rota's doing, and lets this save write over. */
      overwrite: z.array(z.string().max(200)).max(50).optional(),
      reason: optionalReasonInput.shape.reason,
      /** Where it lives from now on. */
      managedBy: managedBy.optional(),
    }),
    at: (tx, { id, schedule }) => atBothTeams(tx, { id, teamId: schedule.teamId }),
    async run(tx, context, { id, generation, schedule: input, overwrite, reason, managedBy }) {
      const now = await databaseNow(tx);
      const before = await loadForChange(tx, id);
      if (before.generation !== generation) throw await otherChange(tx, before, generation);
      assertOwnSource(before, managedBy);
      assertSecretFields(input, before.targets);
      const said = { action: 'schedule.update', now, overwrite, managedBy, ...(reason && { reason }) };
      return replaceContent(tx, context, before, input, said);
    },
  });

type Replace = {
  /** The code of the audit row. */
  action: string;
  now: Date;
  overwrite?: readonly string[] | undefined;
  managedBy?: string | undefined;
  reason?: string;
  restoredFrom?: number;
};

/** What runs again with new content: what is complete goes on, a tombstone waits until somebody resumes it. */
const AGAIN: Partial<Record<State, State>> = { completed: 'on', deleted: 'paused' };

/**
 * Replaces everything that a person can edit of a loaded schedule: generation + 1, its clock and its sync with it. Its
 * state stays, unless it was over. @returns what a command does
 * @throws RotaError invalid, of a name that is taken, a team that is none, a target that is not allowed or a schedule that
 * would never run; conflict, where its environment is disabled or AWS has something else that nobody saw
 */
export async function replaceContent(
  tx: Tx,
  context: Context,
  before: LoadedSchedule,
  input: ScheduleInput,
  { now, overwrite, managedBy, ...said }: Replace,
): Promise<{ result: Saved; entry: ScheduleEntry }> {
  const { id, environmentId } = before;
  await assertInUse(tx, context, environmentId);
  await assertOverwrite(tx, id, overwrite);
  await assertNameFree(tx, environmentId, input.name, id);
  await assertTeam(tx, input.teamId);
  const followed = await followable(tx, input);
  const { excluded, ...timing } = timingColumns(input, now, before, followed.excluded);
  assertRunsAgain({ ...timing, excluded }, now, before.state === 'completed');
  const state = AGAIN[before.state];
  await tx.schedule.update({
    where: { id },
    data: {
      ...editable(input),
      ...timing,
      ...(managedBy !== undefined && { managedBy }),
      ...(state && {
        state,
        stateReason: state === 'on' ? null : (said.reason ?? null),
        ...switchedBy(context.actor, now),
        pauseUntil: null,
        missedAt: null,
      }),
      generation: { increment: 1 },
      updatedAt: now,
      updatedBy: actorId(context.actor),
    },
  });
  await writeTargets(tx, id, input.targets, before.targets);
  await writeCalendars(tx, id, followed.ids);
  const saved = await loadForChange(tx, id);
  await assertAims(tx, context, before, saved);
  await assertGates(tx, before, saved);
  await touchState(tx, saved, context.requestId, now, { before });
  return {
    result: { id, generation: saved.generation },
    entry: {
      audit: 'schedule',
      ...subjectOf(saved),
      ...said,
      before: snapshotOf(before),
      after: snapshotOf(saved),
    },
  };
}

function editable(input: ScheduleInput) {
  const { name, teamId, owner, description, tags, flexibleMinutes, delivery } = input;
  return { name, teamId, owner, description, tags, flexibleMinutes, delivery, ...policiesOf(input) };
}

/** The columns by which a schedule's audit row is found. */
export function subjectOf(schedule: {
  id: string;
  name: string;
  environmentId: string;
  teamId: string;
  generation: number;
}) {
  const { id, name, environmentId, teamId, generation } = schedule;
  return { scheduleId: id, subject: name, environmentId, teamId, generation };
}

async function assertNameFree(tx: Tx, environmentId: string, name: string, ownId: string) {
  if (await isNameTaken(tx, { environmentId, name, id: ownId }))
    throw invalid([{ path: 'schedule.name', message: 'Another schedule has this name. Choose another.' }]);
}

async function assertTeam(tx: Tx, teamId: string) {
  if (await tx.team.findUnique({ where: { id: teamId } })) return;
  throw invalid([{ path: 'schedule.teamId', message: 'This team does not exist. Choose one of the list.' }]);
}

/** What is taken over or restored is as it was: only who enters a field can put it right. */
function assertSecretFields({ targets }: ScheduleInput, before: LoadedSchedule['targets']) {
  const missing = missingSecretFields(targets, before);
  if (missing.length > 0) throw invalid(missing);
}

/** @param over whether it has run for the last time already: whatever is changed brings it back */
function assertRunsAgain(timing: ScheduleTiming, now: Date, over = false) {
  const why = whyNeverRuns(timing, now, over);
  if (why) throw invalid([why]);
}
