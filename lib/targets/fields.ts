import { z } from 'zod';
import { type ArnRule, arnProblem, type Place } from './arn';

/** Text without control characters and unpaired surrogates, which Postgres or AWS would refuse. */
export const plainText = (label: string, max: number) =>
  z
    .string(`${label} must be text.`)
    .trim()
    .max(max, `${label} may have at most ${max} characters.`)
    .refine(
      (text) => text.isWellFormed() && !hasControls(text),
      `${label} holds characters that can't be stored.`,
    );

/** The same on one line, and not empty. */
export const oneLine = (label: string, max: number) =>
  plainText(label, max)
    .min(1, `${label} can't be empty.`)
    .refine((text) => !/[\n\r\t]/.test(text), `${label} must be on one line.`);

/** An ARN of the given kind in the environment's account and Region. */
export const arn = (rule: ArnRule, place: Place) =>
  z
    .string('Enter an ARN.')
    .trim()
    .max(1600, 'An ARN has at most 1600 characters.')
    .superRefine((text, context) => {
      const problem = arnProblem(text, rule, place);
      if (problem) context.addIssue({ code: 'custom', message: problem });
    });

const ROLE: ArnRule = {
  service: 'iam',
  resource: /^role\/[\w+=,.@/-]+$/,
  what: 'an IAM role',
  example: 'role/rota-scheduler',
  global: true,
};

const STANDARD_QUEUE: ArnRule = {
  service: 'sqs',
  resource: /^[\w-]{1,80}$/,
  what: 'a standard SQS queue',
  example: 'dead-letters',
};

const EMPTY_AS_NULL = z.literal('').transform(() => null);

/** Line feeds and tabs are text; other control characters are not. */
function hasControls(text: string): boolean {
  for (const char of text) {
    const code = char.charCodeAt(0);
    if ((code < 32 && code !== 10 && code !== 9 && code !== 13) || code === 127) return true;
  }
  return false;
}

/** An empty box is null: nothing was entered. */
export const optional = <S extends z.ZodType>(schema: S) => z.union([z.null(), EMPTY_AS_NULL, schema]);

/** A JSON pointer of RFC 6901 into the input. */
export const pointer = z
  .string()
  .max(200, 'A field has at most 200 characters.')
  .regex(/^(\/([^~/]|~[01])*)+$/, 'Name a field of the input as a JSON pointer, as in /customer/token.');

/** EventBridge Scheduler replaces these in the input (Managing context attributes, Scheduler user guide). */
export const CONTEXT_ATTRIBUTES = [
  '<aws.scheduler.schedule-arn>',
  '<aws.scheduler.scheduled-time>',
  '<aws.scheduler.execution-id>',
  '<aws.scheduler.attempt-number>',
] as const;

/** Rota's default instead of AWS's 185 attempts in 24 hours. */
export const DEFAULT_RETRY = { retryAttempts: 3, maxAgeSeconds: 3600 } as const;

/** Of each attempt that Rota makes. */
export const DEFAULT_TIMEOUT_SECONDS = 30;

/** 15 minutes at most, as a Lambda function may run (Lambda quotas, Lambda developer guide). */
const TIMEOUT = 'Enter a whole number of seconds from 1 to 900.';

/** Amazon EventBridge Scheduler quotas: the invocation payload. */
const INPUT_BYTES = 256 * 1024;

/** What a target receives, to the letter. */
export const inputText = z
  .string('The input must be text.')
  .max(200_000, 'The input may have at most 200,000 characters.')
  .refine(
    (text) => text.isWellFormed() && !text.includes('\0'),
    "The input holds characters that can't be stored.",
  )
  .refine(
    (text) => new TextEncoder().encode(text).length <= INPUT_BYTES,
    'The input is too large: AWS takes at most 256 KiB.',
  );

/**
 * What every kind of target has in common.
 * @param safe whether a repeat does no harm unless somebody says otherwise
 */
export const commonFields = (place: Place, safe: boolean) => ({
  /** Set on a target that exists: it keeps its AWS schedule. */
  id: z
    .string()
    .regex(/^[0-9a-hjkmnp-tv-z]{16}$/, 'This target is unknown.')
    .optional(),
  roleArn: arn(ROLE, place),
  input: optional(
    inputText.superRefine((text, context) => {
      const problem = jsonProblem(text);
      if (problem) context.addIssue({ code: 'custom', message: problem });
    }),
  ).default(null),
  secretFields: z.array(pointer).max(100, 'At most 100 fields can be secret.').default([]),
  retryAttempts: z
    .int('Enter a whole number of attempts from 0 to 185.')
    .min(0, 'Enter a whole number of attempts from 0 to 185.')
    .max(185, 'Enter a whole number of attempts from 0 to 185.'),
  maxAgeSeconds: z
    .int('Enter a whole number of seconds from 60 to 86400.')
    .min(60, 'Retries go on for at least 60 seconds.')
    .max(86_400, 'Retries go on for at most 86400 seconds (24 hours).'),
  deadLetterArn: optional(arn(STANDARD_QUEUE, place)).default(null),
  timeoutSeconds: z.int(TIMEOUT).min(1, TIMEOUT).max(900, TIMEOUT).default(DEFAULT_TIMEOUT_SECONDS),
  /** Whether Rota calls it again where nobody knows what became of a call, or its work failed. */
  safeToRepeat: z.boolean('Choose yes or no.').default(safe),
  /** The gate that it stands behind; null: none. */
  gateId: optional(
    z.string('Choose a gate of the list.').regex(/^[0-9a-hjkmnp-tv-z]{16}$/, 'Choose a gate of the list.'),
  ).default(null),
});

/** What an input holds. An unquoted attempt number is fine: AWS puts a number there. @throws SyntaxError of no JSON */
export const jsonOf = (text: string): unknown =>
  JSON.parse(text.replace(/([:[,]\s*)<aws\.scheduler\.attempt-number>/g, '$11'));

/** Why an input is no JSON; null where it is. It quotes nothing of the input, which may hold secrets. */
export function jsonProblem(text: string): string | null {
  try {
    jsonOf(text);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : 'it can not be read';
    return `The input is not valid JSON: ${message.replace(/, (?:\.{3})?"[\s\S]*$/, '')}.`;
  }
}
