import type * as api from '@/lib/api/client/generated';
import { MASK } from '@/lib/targets/mask';
import { KINDS } from '@/lib/targets/registry';
import { unusedName } from '../files/write';
import { targetBody } from './target';
import { comment, type HclBody, hcl } from './write';

/** A name as EventBridge Scheduler takes it: 64 characters at most. */
const NAME_MAX = 64;

/**
 * A schedule as Terraform's resources `aws_scheduler_schedule`, one for each target. What EventBridge Scheduler does not
 * know stands there as a comment, and nothing is made of it.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/scheduler_schedule
 * @param taken the names of resources that are there already; the new ones are added
 * @param now a start before it is left out: AWS refuses it
 */
export function hclOf(schedule: api.Schedule, taken: Set<string>, now: Date): string {
  const title = comment(`${schedule.name}, in ${schedule.environment.name} (${schedule.id})`);
  const reason = notInAws(schedule);
  if (reason !== null) return title + comment(`Left out: ${reason}`);
  return schedule.targets
    .map((target) => {
      const name = unusedName(
        schedule.name,
        taken,
        (stem, end) => `${stem.slice(0, NAME_MAX - end.length)}${end}`,
      );
      const body = scheduleBody(schedule, target, name, now);
      const block = { block: 'resource', labels: ['aws_scheduler_schedule', identifier(name)], body };
      return `${title}${warnings(schedule, target).map(comment).join('')}${hcl([block])}`;
    })
    .join('\n');
}

/** Why there is no such resource of a schedule; null where there is. */
function notInAws({ delivery, state }: api.Schedule): string | null {
  if (delivery === 'through') return 'Rota delivers it, which EventBridge Scheduler can not.';
  return state.is === 'completed' || state.is === 'deleted' ? `It is ${state.is}.` : null;
}

function warnings({ calendars, frozen, state, timing }: api.Schedule, { input }: api.Target): string[] {
  return [
    ...(calendars.length > 0
      ? [`It is off on dates of: ${calendars.map(({ name }) => name).join(', ')}.`]
      : []),
    ...(frozen && state.is === 'on'
      ? ['It is frozen now, so that it does not run: Terraform would start it.']
      : []),
    ...(timing.second === 0 ? [] : ['AWS knows no seconds: it runs within the minute.']),
    ...(input?.includes(MASK) ? [`Secrets are masked (${MASK}): put them in from a variable.`] : []),
  ];
}

function scheduleBody(schedule: api.Schedule, target: api.Target, name: string, now: Date): HclBody {
  const { description, state, timing } = schedule;
  const { expression, timeZone, startAt, endAt, flexibleMinutes } = timing;
  return [
    ['name', name],
    ...(description ? [['description', description.slice(0, 512)] as const] : []),
    ['state', state.is === 'on' ? 'ENABLED' : 'DISABLED'],
    ['schedule_expression', expression],
    ['schedule_expression_timezone', timeZone],
    ...(startAt && new Date(startAt) > now ? [['start_date', startAt] as const] : []),
    ...(endAt ? [['end_date', endAt] as const] : []),
    {
      block: 'flexible_time_window',
      body: [
        ['mode', flexibleMinutes > 0 ? 'FLEXIBLE' : 'OFF'],
        ...(flexibleMinutes > 0 ? [['maximum_window_in_minutes', flexibleMinutes] as const] : []),
      ],
    },
    { block: 'target', body: calledBody(target) },
  ];
}

function calledBody({ kind, arn, roleArn, input, settings, ...rest }: api.Target): HclBody {
  const { deadLetterArn, maxAgeSeconds, retryAttempts } = rest;
  return [
    ['arn', arn],
    ['role_arn', roleArn],
    ...(input === null ? [] : [['input', input] as const]),
    ...targetBody(KINDS[kind as keyof typeof KINDS].toAws(settings)),
    {
      block: 'retry_policy',
      body: [
        ['maximum_event_age_in_seconds', maxAgeSeconds],
        ['maximum_retry_attempts', retryAttempts],
      ],
    },
    ...(deadLetterArn ? [{ block: 'dead_letter_config', body: [['arn', deadLetterArn]] as HclBody }] : []),
  ];
}

/** As Terraform takes it for a resource. */
const identifier = (name: string): string => (/^[a-z]/.test(name) ? name : `_${name}`).replaceAll('-', '_');
