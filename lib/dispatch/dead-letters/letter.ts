import { z } from 'zod';
import { idsIn } from '@/lib/sync/plan';

/** Where Rota keeps schedules. */
export type Place = { accountId: string; region: string; groupName: string };

/** What EventBridge Scheduler says of an event of one of Rota's schedules that it gave up. */
export type Letter = {
  scheduleId: string;
  targetId: string;
  /** The time that its payload named. */
  at: Date;
  /** How often it was sent. */
  attempts: number;
  executionId: string | null;
  code: string;
  message: string;
  /** Which limit was reached; null where another attempt would not have mended it. */
  exhausted: string | null;
};

/** Message attributes (Configuring a dead-letter queue, EventBridge Scheduler user guide). */
const said = z.object({
  SCHEDULE_ARN: z.string(),
  SCHEDULED_TIME: z.iso.datetime(),
  ERROR_CODE: z.string(),
  ERROR_MESSAGE: z.string().default(''),
  EXECUTION_ID: z.string().nullable().default(null),
  EXHAUSTED_RETRY_CONDITION: z.string().nullable().default(null),
  RETRY_ATTEMPTS: z.coerce.number().int().min(0).max(185).default(0),
});

/**
 * Reads a message of a dead-letter queue.
 * @param attributes those of the message, by their names
 * @returns null of one that is not of a schedule of Rota's in this place, or does not say of which slot it is
 */
export function readLetter(attributes: Record<string, string>, place: Place): Letter | null {
  const { data } = said.safeParse(attributes);
  const ids = data && idsAt(data.SCHEDULE_ARN, place);
  if (!ids) return null;
  return {
    ...ids,
    at: new Date(data.SCHEDULED_TIME),
    attempts: data.RETRY_ATTEMPTS + 1,
    executionId: data.EXECUTION_ID,
    code: data.ERROR_CODE,
    message: data.ERROR_MESSAGE,
    exhausted: data.EXHAUSTED_RETRY_CONDITION,
  };
}

/** The ids that the name of a schedule is made of (`arn:aws:scheduler:REGION:ACCOUNT:schedule/GROUP/NAME`). */
function idsAt(arn: string, { accountId, region, groupName }: Place) {
  const [, , service, inRegion, inAccount, resource = ''] = arn.split(':');
  const [kind, group, name = ''] = resource.split('/');
  const ours =
    service === 'scheduler' &&
    inRegion === region &&
    inAccount === accountId &&
    kind === 'schedule' &&
    group === groupName;
  return ours ? idsIn(name) : null;
}

/**
 * Why a run of EventBridge Scheduler's failed, in AWS's own words.
 * @param message what AWS said, as it may be shown; null leaves it out
 */
export function reasonOf({ code, attempts, exhausted }: Letter, message: string | null): string {
  const retries = attempts === 2 ? '1 retry' : `${attempts - 1} retries`;
  const tried = exhausted === null ? retries : `${retries}, ${exhausted}`;
  return `${message ? `${code}: ${message}` : code} (after ${tried})`;
}
