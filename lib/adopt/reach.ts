import type { Access } from '@/lib/aws/credentials';
import {
  type Catalog,
  createCatalog,
  type Found,
  type FoundSchedule,
  findRule,
  findSchedule,
} from '@/lib/aws/discover';
import { AwsError } from '@/lib/aws/errors';
import { createEvents } from '@/lib/aws/events';
import type { AwsObserved, AwsRequest } from '@/lib/aws/scheduler';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { RotaError } from '@/lib/errors';
import { upcoming } from '@/lib/schedules/timing';
import { schedulerOf } from '@/lib/sync/group';
import { pacer } from '@/lib/sync/paced';

/** What taking over does in AWS. Every method throws AwsError and nothing else. */
export type Reach = {
  /** An original as it is now; null where it is gone. */
  look(original: Found): Promise<Found | null>;
  /** Switches an original, as it is now, on or off with all else kept. */
  switch(current: Found, enabled: boolean, now: Date): Promise<void>;
  /** Makes a schedule that is gone again. */
  recreate(original: FoundSchedule, enabled: boolean, now: Date): Promise<void>;
  /** One of Rota's own AWS schedules; null where there is none. */
  own(group: string, name: string): Promise<AwsObserved | null>;
};

const catalogs = new Map<string, Catalog>();

/** What is there to be found in an environment's Region, as whoever the environment calls as. */
export function catalogOf({ id, region, roleArn, externalId }: Access & { id: string }): Catalog {
  const key = JSON.stringify([id, region, roleArn, externalId]);
  const catalog = catalogs.get(key) ?? createCatalog({ region, roleArn, externalId });
  catalogs.set(key, catalog);
  return catalog;
}

/**
 * The environment's AWS.
 * @param requestId of the act that causes what is written: CloudTrail then has it too
 */
export function reachOf(environment: EnvironmentRow, requestId: string | null = null): Reach {
  const pace = pacer(environment.id);
  const catalog = catalogOf(environment);
  const scheduler = schedulerOf(environment, requestId);
  return {
    look: ({ kind, group, name, tags }) =>
      kind === 'rule' ? findRule(catalog, pace, name) : findSchedule(catalog, pace, group, name, tags),
    switch: (current, enabled, now) =>
      pace(() =>
        current.kind === 'schedule'
          ? scheduler.update(requestOf(current, enabled, now))
          : switchRule(environment, requestId, current.name, enabled),
      ),
    recreate: (original, enabled, now) => pace(() => scheduler.create(requestOf(original, enabled, now))),
    own: (group, name) => pace(() => scheduler.get(group, name)),
  };
}

async function switchRule(access: Access, requestId: string | null, name: string, enabled: boolean) {
  const events = createEvents(access, requestId);
  try {
    await (enabled ? events.enable(name) : events.disable(name));
  } finally {
    events.destroy();
  }
}

/**
 * A schedule as AWS showed it, on or off. AWS refuses a start more than five minutes old, on update too: one that has
 * passed is left out, but that a rate which runs is given the next of its steps instead.
 */
function requestOf({ schedule }: FoundSchedule, enabled: boolean, now: Date): AwsRequest {
  const { Arn: _, CreationDate: __, LastModificationDate: ___, StartDate, ...kept } = schedule;
  const start = StartDate && StartDate <= now && enabled ? nextStep(schedule, StartDate, now) : StartDate;
  return {
    ...(kept as AwsRequest),
    ...(start && start > now && { StartDate: start }),
    State: enabled ? 'ENABLED' : 'DISABLED',
  };
}

function nextStep(
  { ScheduleExpression = '', EndDate }: AwsObserved,
  anchor: Date,
  now: Date,
): Date | undefined {
  if (!ScheduleExpression.startsWith('rate(')) return undefined;
  const timing = { expression: ScheduleExpression, timeZone: 'UTC', startAt: null, second: 0, excluded: [] };
  return upcoming({ ...timing, endAt: EndDate ?? null, rateAnchor: anchor }, now, 1)[0];
}

/** Looks at AWS for a person: what fails is told in AWS's own words. @throws RotaError unavailable */
export async function atAws<R>(look: () => Promise<R>): Promise<R> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new RotaError('unavailable', 503, `AWS could not be asked: ${error.message} Nothing was done.`);
  }
}
