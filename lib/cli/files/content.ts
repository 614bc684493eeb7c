import type { z } from 'zod';
import { deliveryOf, enteredTarget, lostPolicies, pathIn } from '@/lib/api/definition/entered';
import { newSchedule, type ScheduleDefinition, scheduleDefinition } from '@/lib/api/definition/schema';
import { isExact, meant } from '@/lib/api/definition/timing';
import { type FieldError, fieldErrors, oneEach, RotaError } from '@/lib/errors';
import { policiesOf } from '@/lib/schedules/delivery';
import { type ScheduleInput, scheduleInput } from '@/lib/schedules/schema';
import { type ScheduleTiming, timingColumns } from '@/lib/schedules/timing';
import { KINDS } from '@/lib/targets/registry';
import type { TargetInput } from '@/lib/targets/schema';
import { maskInput } from '@/lib/targets/secrets';
import { formatLocal, parseLocal } from '@/lib/timing/zone';

/** Where a schedule runs, as its definition is read. */
export type Place = {
  name: string;
  accountId: string;
  region: string;
  defaultDelivery: 'direct' | 'through';
};

/**
 * All that a definition says, with the defaults of what it leaves out: two of which that are equal make the same
 * schedule. Secrets are masked.
 */
export type Content = Shown & { team: string; calendars: string[] };
type TargetContent = { id: string } & Record<string, unknown>;
type Shown = { name: string; targets: TargetContent[] } & Record<string, unknown>;

export type Read<T> = { value: T; problems?: never } | { problems: FieldError[] };

/** A document as the definition of a schedule that is made once, or what of it is wrong. */
export function readNew(document: unknown): Read<z.output<typeof newSchedule>> {
  const parsed = newSchedule.safeParse(document);
  return parsed.success ? { value: parsed.data } : { problems: parsed.error.issues.flatMap(fieldErrors) };
}

/** A document as a definition that is applied again and again, or what of it is wrong. */
export function readDefinition(document: unknown): Read<ScheduleDefinition> {
  const parsed = scheduleDefinition.safeParse(document);
  if (!parsed.success) return { problems: parsed.error.issues.flatMap(fieldErrors) };
  if (isExact(parsed.data.timing))
    return {
      problems: [
        {
          path: 'timing',
          message: 'A file is applied again and again, so it can’t say “now”: use rota create for that.',
        },
      ],
    };
  return { value: parsed.data };
}

/** An id that stands for one that only the server knows. */
const ANY = '0'.repeat(16);

/**
 * What a definition says, and when that would run.
 * @param unsaid what counts where the definition says nothing of it
 * @param now for what a definition says in relation to it
 */
export function contentOf(
  definition: ScheduleDefinition,
  place: Place,
  unsaid: { owner: string; delivery?: 'direct' | 'through' | undefined },
  now: Date,
): Read<{ content: Content; timing: ScheduleTiming }> {
  try {
    const { timing, team, calendars = [], start, end, payload, targets, ...rest } = definition;
    const { environment, managedBy, owner = unsaid.owner, delivery, ...own } = rest;
    const said = delivery ?? unsaid.delivery;
    const chosen = deliveryOf(said ? { ...definition, delivery: said } : definition, {
      ...place,
      dispatches: true,
    });
    const lost = lostPolicies(definition, chosen);
    if (lost.length > 0) return { problems: lost };
    const { expression, timeZone } = meant(timing, definition.timeZone, now, chosen);
    const parsed = scheduleInput({ ...place, dispatchQueueArn: ANY, dispatchRoleArn: ANY }).safeParse({
      ...own,
      owner,
      teamId: ANY,
      expression,
      timeZone,
      calendarIds: calendars.map((_, index) => String(index).padStart(ANY.length, '0')),
      startLocal: start ?? null,
      endLocal: end ?? null,
      delivery: chosen,
      targets: targets.map((target) => enteredTarget(target, payload)),
    });
    if (!parsed.success) {
      const naming = pathIn(definition);
      const problems = parsed.error.issues.flatMap(fieldErrors);
      return { problems: oneEach(problems.map(({ path, message }) => ({ path: naming(path), message }))) };
    }
    const content = { ...shown(parsed.data), team, calendars };
    return { value: { content, timing: timingColumns(parsed.data, now) } };
  } catch (error) {
    if (!(error instanceof RotaError)) throw error;
    return { problems: error.fields.length > 0 ? error.fields : [{ path: '', message: error.message }] };
  }
}

function shown(input: ScheduleInput): Shown {
  const { teamId: _, calendarIds: __, startLocal, endLocal, targets, tags, ...own } = input;
  const { overlap: _o, afterPause: _a, ifLate: _i, graceSeconds: _g, pauseAfterFailures: _p, ...rest } = own;
  return {
    ...rest,
    ...(own.delivery === 'through' && policiesOf(input)),
    tags,
    start: local(startLocal),
    end: local(endLocal),
    targets: targets.map(shownTarget),
  };
}

const local = (text: string | null): string | null => {
  const fields = text === null ? null : parseLocal(text);
  return fields ? formatLocal(fields) : text;
};

function shownTarget(target: TargetInput, index: number): TargetContent {
  const { kind, arn, roleArn, input, secretFields, retryAttempts, maxAgeSeconds, deadLetterArn } = target;
  const { id, timeoutSeconds, safeToRepeat, gateId } = target;
  return {
    id: id ?? `new ${index}`,
    kind,
    arn,
    roleArn,
    ...KINDS[kind].settings(target),
    input: input === null ? null : maskInput(input, secretFields),
    secretFields,
    retryAttempts,
    maxAgeSeconds,
    deadLetterArn,
    timeoutSeconds,
    safeToRepeat,
    gateId,
  };
}
