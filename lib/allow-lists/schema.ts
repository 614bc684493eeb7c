import { z } from 'zod';
import { environmentId } from '@/lib/environments/schema';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { ALLOWED_KINDS } from './decide';

/** As long as an ARN of a target may be. */
const MAX = 1600;

const BEGINS =
  'A pattern begins with arn:, https:// or *, as in arn:aws:iam::123456789012:role/payments-* or https://hooks.example.com/*.';

const pattern = z
  .string('Enter a pattern.')
  .trim()
  .min(1, 'Enter a pattern, as in arn:aws:iam::123456789012:role/payments-*.')
  .max(MAX, `A pattern has at most ${MAX} characters.`)
  .regex(/^[\x21-\x7e]*$/, 'A pattern has no blanks, and only characters that ARNs and addresses have.')
  .regex(/^(arn:|https:\/\/|\*)/, BEGINS);

/** What is to be allowed where. Null as a team or environment is all of them. */
export const entryInput = z.strictObject({
  kind: z.enum(ALLOWED_KINDS, 'Choose targets or roles.'),
  pattern,
  teamId: z.union([z.null(), scheduleId], 'Choose a team, or all teams.'),
  environmentId: z.union([z.null(), environmentId], 'Choose an environment, or all environments.'),
});

export type EntryInput = z.output<typeof entryInput>;

export const addInput = entryInput.extend({ reason });

export const entryId = z.strictObject({ id: scheduleId });

export const removeInput = entryId.extend({ reason });
