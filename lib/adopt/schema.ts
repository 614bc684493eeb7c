import { z } from 'zod';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { mappingInput } from './mapping';

const arn = z.string('Choose what to take over.').min(1).max(1600, 'An ARN has at most 1600 characters.');

const environmentId = z
  .string('Choose an environment.')
  .regex(/^[0-9a-hjkmnp-tv-z]{16}$/, 'Choose an environment of the list.');

/** What one request asks about or takes over at most; a page asks again and again. */
export const MOST_AT_ONCE = 10;

const arns = z
  .array(arn)
  .min(1, 'Choose what to take over.')
  .max(MOST_AT_ONCE, `At most ${MOST_AT_ONCE} in one request.`);

export const previewInput = z.strictObject({ environmentId, arns, mapping: mappingInput });

export const adoptInput = z.strictObject({ environmentId, arns, mapping: mappingInput, reason });

export const scanInput = z.strictObject({ environmentId });

export const adoptOneInput = z.strictObject({ arn, mapping: mappingInput, reason });

/** An act on what was taken over, by the schedule that it became. */
export const adoptedInput = z.strictObject({ id: scheduleId, reason });
