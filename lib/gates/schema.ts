import { z } from 'zod';
import { environmentId } from '@/lib/environments/schema';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { expressionText, timeZoneName } from '@/lib/schedules/timing-fields';
import { oneLine, optional, plainText } from '@/lib/targets/fields';
import { KIND_NAMES } from '@/lib/targets/registry';

const whole = (message: string, from: number, to: number) =>
  z.int(message).min(from, message).max(to, message);

const RATE = 'Enter a rate from 0.0001 to 10000 a second: 0.1 a second is 6 a minute.';
const BURST = 'Enter a whole number from 1 to 100000: so many may pass at once after a quiet time.';
const IN_FLIGHT = 'Enter a whole number from 1 to 100000, or nothing for no limit.';
const RAMP = 'Enter a whole number of seconds from 0 (no slow start) to 86400.';
const FAILURES = 'Enter a whole number of failures from 1 to 1000, or nothing for no circuit.';
const PROBE = 'Enter a whole number of seconds from 1 to 86400.';

/** A gate as a person enters it. */
export const gateFields = z.strictObject({
  name: oneLine('The name', 60),
  description: plainText('The description', 1000).default(''),
  ratePerSecond: z.number(RATE).min(0.0001, RATE).max(10_000, RATE),
  burst: whole(BURST, 1, 100_000).default(1),
  maxInFlight: whole(IN_FLIGHT, 1, 100_000).nullable().default(null),
  rampSeconds: whole(RAMP, 0, 86_400).default(60),
  circuitFailures: whole(FAILURES, 1, 1_000).nullable().default(null),
  probeSeconds: whole(PROBE, 1, 86_400).default(30),
});

const id = scheduleId;
/** That somebody saw; left out, any will do. */
const version = z.int().positive().optional();

export const createInput = z.strictObject({ environmentId, gate: gateFields });
export const updateInput = z.strictObject({ id, version, gate: gateFields });
export const deleteInput = z.strictObject({ id, version });
export const closeInput = z.strictObject({ id, reason });
export const openInput = z.strictObject({ id, reason: plainText('The reason', 1000).default('') });

const instant = z.iso
  .datetime({ offset: true, error: 'Enter a date and time.' })
  .transform((text) => new Date(text))
  // What any time zone and the database know, as schedules have it.
  .refine(
    (at) => at.getUTCFullYear() >= 1970 && at.getUTCFullYear() <= 2199,
    'Enter a date from 1970 to 2199.',
  );

const MINUTES = 'Enter a whole number of minutes from 1 to 10080 (a week).';

const expression = expressionText.refine(
  (text) => !/^(at|after)\(/.test(text),
  'Enter a cron or a rate: what comes once has two instants instead.',
);

/** A maintenance window: once, or so many minutes from each time of an expression. */
const window = z.discriminatedUnion(
  'kind',
  [
    z
      .strictObject({ kind: z.literal('once'), from: instant, until: instant })
      .refine(({ from, until }) => until > from, {
        path: ['until'],
        message: 'The end must be after the start.',
      }),
    z.strictObject({
      kind: z.literal('recurring'),
      expression,
      timeZone: timeZoneName,
      minutes: whole(MINUTES, 1, 10_080),
    }),
  ],
  { error: 'Choose whether it comes once or again and again.' },
);

export const addWindowInput = z.strictObject({ id, window, reason });
export const removeWindowInput = z.strictObject({ windowId: id });

const pattern = z
  .string('Enter a pattern.')
  .trim()
  .min(1, 'Enter a pattern, as in arn:aws:lambda:*:*:function:crm-* or https://crm.example.com/*.')
  .max(1600, 'A pattern has at most 1600 characters.')
  .regex(/^[\x21-\x7e]*$/, 'A pattern has no blanks, and only characters that ARNs and addresses have.');

/** What must stand behind the gate; null as a team or kind is any. */
export const addRuleInput = z.strictObject({
  id,
  teamId: optional(scheduleId).default(null),
  kind: optional(z.enum(KIND_NAMES, 'Choose a kind of target, or any.')).default(null),
  pattern,
  reason,
});
export const removeRuleInput = z.strictObject({ ruleId: id, reason });

export const gateId = id;
