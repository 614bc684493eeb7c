import type { AwsRequest, AwsTarget } from '@/lib/aws/scheduler';
import { slotMessage } from '@/lib/dispatch/intake/message';
import { runsAfter, type ScheduleTiming, upcoming } from '@/lib/schedules/timing';
import { KINDS, type Kind } from '@/lib/targets/registry';
import { parseExpression } from '@/lib/timing/expression';
import { awsTiming } from './aws-timing';
import { sameEffect } from './normal-form';
import { ownerMark } from './owner-mark';
import { type Switching, switching } from './switch-off';

/** A schedule as the database has it, its secrets opened: what the plan is made of. */
export type Source = ScheduleTiming & {
  id: string;
  name: string;
  state: string;
  generation: number;
  flexibleMinutes: number;
  delivery: 'direct' | 'through';
  /** Whether a freeze covers it. */
  frozen: boolean;
  targets: readonly SourceTarget[];
};

export type SourceTarget = {
  id: string;
  kind: Kind;
  arn: string;
  roleArn: string;
  settings: object;
  input: string | null;
  retryAttempts: number;
  maxAgeSeconds: number;
  deadLetterArn: string | null;
};

export type Owner = {
  installationId: string;
  groupName: string;
  /** Where EventBridge Scheduler posts the slots of what Rota delivers, and with which role. */
  dispatchQueueArn?: string | null;
  dispatchRoleArn?: string | null;
  deadLetterQueueArn?: string | null;
};

/** A schedule that Rota delivers, in an environment that has no queue for its slots. */
export class NoDispatchQueueError extends Error {
  constructor() {
    super('This environment has no dispatch queue, or no role to post into it: an administrator sets both.');
  }
}

/**
 * The AWS name of one target of one schedule. Ids are never used again, and the target's id comes first because ECS
 * shows just 19 characters of the name.
 */
export const awsName = (scheduleId: string, targetId: string) => `${targetId}-${scheduleId}`;

/** The ids that such a name is made of; null of any other name. */
export function idsIn(name: string): { targetId: string; scheduleId: string } | null {
  const [, targetId, scheduleId] = /^([0-9a-hjkmnp-tv-z]{16})-([0-9a-hjkmnp-tv-z]{16})$/.exec(name) ?? [];
  return targetId && scheduleId ? { targetId, scheduleId } : null;
}

/**
 * The AWS schedules that should exist: one for each target, none of a schedule that is deleted or completed. Of one that
 * Rota delivers it is a single one, under the name of its first target, that posts each slot to the dispatch queue; none
 * of one that runs after its runs, whose times AWS can't know.
 * @throws NoDispatchQueueError
 */
export function desired(source: Source, owner: Owner, now: Date): AwsRequest[] {
  if (source.state === 'deleted' || source.state === 'completed' || runsAfter(source)) return [];
  const timing = awsTiming(source);
  const start = startDate(timing, now);
  const state = runsIn(source, now) ? 'ENABLED' : 'DISABLED';
  return calledTargets(source, owner).map(({ id, target }) => ({
    Name: awsName(source.id, id),
    GroupName: owner.groupName,
    Description: ownerMark({
      installationId: owner.installationId,
      generation: source.generation,
      off: state === 'DISABLED',
      name: source.name,
    }),
    ScheduleExpression: source.expression,
    ScheduleExpressionTimezone: source.timeZone,
    ...(start && { StartDate: start }),
    ...(timing.endAt && { EndDate: timing.endAt }),
    FlexibleTimeWindow:
      source.flexibleMinutes > 0 && source.delivery === 'direct'
        ? { Mode: 'FLEXIBLE', MaximumWindowInMinutes: source.flexibleMinutes }
        : { Mode: 'OFF' },
    State: state,
    ActionAfterCompletion: 'NONE',
    Target: target,
  }));
}

/**
 * Whether AWS is to run a schedule now: one that is on and has a run left, unless a freeze or its excluded dates keep
 * it off. A one-off whose time has passed is never enabled again: AWS may fire it at once.
 */
const runsIn = (source: Source, now: Date): boolean =>
  source.state === 'on' &&
  !source.frozen &&
  upcoming(source, now, 1).length > 0 &&
  switchingOf(source, now).off === null;

/** Whether the excluded dates of a schedule keep it off in AWS now; nothing does where it is off anyway. */
export const switchingOf = (source: Source, now: Date): Switching =>
  source.state === 'on' ? switching(source, source.flexibleMinutes, now) : { off: null, next: null };

/**
 * AWS refuses a start more than five minutes old, on update too, and without one a rate begins anew at the update. So
 * a cron leaves out a start that has passed, and a rate is always given the next slot of its stored anchor.
 */
function startDate(source: Source, now: Date): Date | null {
  const { kind } = parseExpression(source.expression);
  if (kind === 'at') return null;
  if (kind === 'rate') return upcoming({ ...source, endAt: null }, now, 1).find(beforeEnd(source)) ?? null;
  return source.startAt && source.startAt > now ? source.startAt : null;
}

/** AWS refuses a start that does not come before the end. */
const beforeEnd =
  ({ endAt }: Source) =>
  (slot: Date): boolean =>
    endAt === null || slot < endAt;

function calledTargets(source: Source, owner: Owner): { id: string; target: AwsTarget }[] {
  if (source.delivery === 'direct')
    return source.targets.map((target) => ({ id: target.id, target: awsTarget(target) }));
  return source.targets.slice(0, 1).map(({ id }) => ({ id, target: dispatchTarget(source.id, owner) }));
}

/** Nothing that waits in AWS may be lost while Rota is down: it is tried for as long as AWS tries at all. */
function dispatchTarget(scheduleId: string, owner: Owner): AwsTarget {
  if (!owner.dispatchQueueArn || !owner.dispatchRoleArn) throw new NoDispatchQueueError();
  return {
    Arn: owner.dispatchQueueArn,
    RoleArn: owner.dispatchRoleArn,
    Input: slotMessage(scheduleId),
    RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
    ...(owner.deadLetterQueueArn && { DeadLetterConfig: { Arn: owner.deadLetterQueueArn } }),
  };
}

function awsTarget(target: SourceTarget): AwsTarget {
  return {
    Arn: target.arn,
    RoleArn: target.roleArn,
    ...(target.input !== null && { Input: target.input }),
    RetryPolicy: {
      MaximumRetryAttempts: target.retryAttempts,
      MaximumEventAgeInSeconds: target.maxAgeSeconds,
    },
    ...(target.deadLetterArn && { DeadLetterConfig: { Arn: target.deadLetterArn } }),
    ...KINDS[target.kind].toAws(target.settings),
  };
}

/** Whether AWS already has what is wanted, so that no write is needed. */
export const matches = sameEffect;
