import { z } from 'zod';
import type { Tx } from '@/lib/db';
import { type FieldError, invalid } from '@/lib/errors';
import { delivery } from '@/lib/targets/delivery';
import { spansAt } from '@/lib/targets/json-spans';
import { formatLocal, localFields } from '@/lib/timing/zone';
import { policyFields } from './delivery';
import type { LoadedSchedule } from './load';
import { instantIn } from './timing';

/** What is read of a snapshot; all else of a target is the form's own, and is checked as a form's. */
const targetContent = z.looseObject({
  id: z.string(),
  input: z.string().nullable(),
  secretFields: z.array(z.string()),
  secretVersion: z.string().optional(),
  gateId: z.string().nullish(),
});

const content = z.object({
  name: z.string(),
  owner: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  expression: z.string(),
  timeZone: z.string(),
  second: z.int().default(0),
  calendars: z.array(z.string()).default([]),
  startAt: z.iso.datetime().nullable(),
  endAt: z.iso.datetime().nullable(),
  flexibleMinutes: z.int(),
  delivery: delivery.default('direct'),
  ...policyFields,
  targets: z.array(targetContent),
});

type TargetContent = z.output<typeof targetContent>;

/**
 * An earlier version of a schedule as its form would send it, for `scheduleInput` to check. Targets that are still there
 * keep their ids and with them the secrets that they have now: the snapshot holds none. A gate that was deleted since is
 * left out, because nobody could choose another here.
 * @param snapshot as the audit keeps it (`snapshot.ts`)
 * @param teamId of that version
 * @throws RotaError invalid, with a message a field: of a secret that the present target does not have, of a calendar that
 * is gone, of a start or end that the clocks of its zone don't show once
 */
export async function inputOfVersion(tx: Tx, snapshot: unknown, teamId: string, present: LoadedSchedule) {
  const { calendars, startAt, endAt, targets, ...fields } = content.parse(snapshot);
  const found = await calendarIds(tx, calendars, teamId, present);
  const [startLocal, endLocal] = [startAt, endAt].map((at) => at && localOf(at, fields.timeZone));
  const problems = [
    ...found.problems,
    ...wrongLocal('schedule.startLocal', 'start', startAt, startLocal, fields.timeZone),
    ...wrongLocal('schedule.endLocal', 'end', endAt, endLocal, fields.timeZone),
    ...lostSecrets(targets, present),
  ];
  if (problems.length > 0) throw invalid(problems);
  const known = new Set(present.targets.map(({ id }) => id));
  const named = targets.flatMap(({ gateId }) => gateId ?? []);
  const gates = await tx.gate.findMany({ where: { id: { in: named } }, select: { id: true } });
  return {
    ...fields,
    teamId,
    calendarIds: found.ids,
    startLocal,
    endLocal,
    targets: targets.map(({ id, secretVersion: _, headersVersion: __, parameters, ...target }) => ({
      ...(known.has(id) && { id }),
      ...target,
      gateId: gates.some(({ id }) => id === target.gateId) ? target.gateId : null,
      ...(parameters !== undefined && { parameters: JSON.stringify(parameters) }),
    })),
  };
}

/** Calendars by their names: the one that is followed now where two have the same, else the team's own. */
async function calendarIds(tx: Tx, names: readonly string[], teamId: string, present: LoadedSchedule) {
  const all = await tx.calendar.findMany({
    where: { name: { in: [...names] }, OR: [{ teamId: null }, { teamId }] },
    orderBy: { teamId: { sort: 'asc', nulls: 'last' } },
  });
  const followed = new Set(present.calendars.map(({ id }) => id));
  const ids: string[] = [];
  const problems: FieldError[] = [];
  for (const name of names) {
    const same = all.filter((calendar) => calendar.name === name);
    const calendar = same.find(({ id }) => followed.has(id)) ?? same[0];
    if (calendar) ids.push(calendar.id);
    else
      problems.push({
        path: 'schedule.calendarIds',
        message: `The calendar ${name} does not exist any more under this name. Make it again, or edit the schedule instead.`,
      });
  }
  return { ids, problems };
}

const localOf = (at: string, timeZone: string): string => formatLocal(localFields(new Date(at), timeZone));

function wrongLocal(
  path: string,
  what: string,
  at: string | null,
  local: string | null | undefined,
  timeZone: string,
): FieldError[] {
  if (!at || !local || instantIn(local, timeZone)?.getTime() === Date.parse(at)) return [];
  return [
    {
      path,
      message: `Its ${what} (${at}) can't be told by the clocks of ${timeZone}. Edit the schedule instead and set another.`,
    },
  ];
}

function lostSecrets(targets: readonly TargetContent[], present: LoadedSchedule): FieldError[] {
  return targets.flatMap(({ id, input, secretFields }, index) => {
    const stored = present.targets.find((target) => target.id === id)?.input ?? '';
    const has = new Set(spansAt(stored, secretFields).map(({ pointer }) => pointer));
    const lost = spansAt(input ?? '', secretFields).find(({ pointer }) => !has.has(pointer));
    if (!lost) return [];
    const message = `The secret value of ${lost.pointer} is not kept in the history, and the target has none now. Edit the schedule instead and enter it there.`;
    return [{ path: `schedule.targets.${index}.input`, message }];
  });
}
