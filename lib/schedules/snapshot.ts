import type { Schedule, Target } from '@/lib/generated/prisma/client';
import { maskedInput, secretVersion } from '@/lib/targets/secrets';
import { policiesOf } from './delivery';

/**
 * A schedule as audits and differences show it: every field that a person can change, secrets masked. What counts with
 * delivery through Rota alone stands there with it alone.
 */
export function snapshot(
  schedule: Schedule,
  teamName: string,
  targets: readonly Target[],
  calendars: readonly { name: string }[],
) {
  const { name, owner, description, tags, state, expression, timeZone, second, flexibleMinutes, delivery } =
    schedule;
  return {
    name,
    team: teamName,
    owner,
    description,
    tags,
    state,
    pauseUntil: schedule.pauseUntil?.toISOString() ?? null,
    expression,
    timeZone,
    second,
    calendars: calendars.map((calendar) => calendar.name).sort(),
    startAt: schedule.startAt?.toISOString() ?? null,
    endAt: schedule.endAt?.toISOString() ?? null,
    flexibleMinutes,
    delivery,
    ...(delivery === 'through' && policiesOf(schedule)),
    ...(schedule.managedBy !== null && { managedBy: schedule.managedBy }),
    targets: targets.map(snapshotTarget),
  };
}

function snapshotTarget(target: Target) {
  const { id, kind, arn, roleArn, settings, secretFields, retryAttempts, maxAgeSeconds, deadLetterArn } =
    target;
  const { timeoutSeconds, safeToRepeat, gateId } = target;
  return {
    id,
    kind,
    arn,
    roleArn,
    ...(settings as Record<string, unknown>),
    input: maskedInput(target),
    secretFields,
    ...(target.input && secretFields.length > 0 && { secretVersion: secretVersion(target.input) }),
    retryAttempts,
    maxAgeSeconds,
    deadLetterArn,
    timeoutSeconds,
    safeToRepeat,
    ...(gateId !== null && { gateId }),
  };
}
