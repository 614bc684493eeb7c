import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { syslogPlace } from '@/lib/audit/feed/place';
import { publicKeysIn } from '@/lib/audit/public-keys';
import { digestLock, digestPlaces } from '@/lib/audit/signing/places';
import { parseAllowedPrivate } from '@/lib/outbound/allowed';

const list = (separator: RegExp) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(separator)
        .map((part) => part.trim())
        .filter(Boolean),
    );

const port = z.coerce.number().int().min(0).max(65_535);
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://');
/** Distinguished names hold commas, so groups are separated by semicolons. */
const groups = list(/;/);

/** EventBridge Scheduler puts dead letters into standard queues alone. */
const queueArn = z
  .string()
  .regex(
    /^arn:aws(-[a-z]+)*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/,
    'must be the ARN of a standard SQS queue, as in arn:aws:sqs:eu-west-1:123456789012:rota-dispatch',
  );

/** What a reader makes of a text; the message where it makes nothing of it. */
const read =
  <T>(reader: (text: string) => T | null, message: string) =>
  (text: string, context: z.RefinementCtx<string>): T => {
    const value = reader(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };

const schema = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
    PORT: port.default(3000),
    HOST: z.string().default('127.0.0.1'),
    ROTA_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address, as people type it' }),
    ROTA_SECRET: z.string().min(32, 'must have at least 32 characters (openssl rand -base64 32)'),
    ROTA_ENCRYPTION_KEY: z
      .string()
      .refine(
        (key) => Buffer.from(key, 'base64').length === 32,
        'must be 32 bytes in base64 (openssl rand -base64 32)',
      ),
    ROTA_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    DATABASE_URL: postgresUrl,
    DATABASE_MAINTENANCE_URL: postgresUrl.optional(),
    LDAP_URL: list(/[\s,]+/).refine(
      (urls) => urls.length > 0 && urls.every((url) => /^ldaps:\/\/[^/]+$/.test(url)),
      'must be one or more ldaps:// addresses, separated by commas; plain ldap:// is refused',
    ),
    LDAP_CA_FILE: z.string().refine(readable, 'must name a readable PEM file').optional(),
    LDAP_BIND_USER: z.string().min(1),
    LDAP_BIND_PASSWORD: z.string().min(1),
    LDAP_BASE_DN: z.string().regex(/=/, 'must be a distinguished name, as in DC=corp,DC=example,DC=com'),
    LDAP_UPN_SUFFIX: z.string().min(1),
    LDAP_NETBIOS_DOMAIN: z.string().min(1).optional(),
    LDAP_LOCKOUT_THRESHOLD: z.coerce.number().int().min(0).max(999).default(5),
    LDAP_LOCKOUT_MINUTES: z.coerce.number().int().min(1).max(1440).default(30),
    ROTA_DIRECTORY_GRACE_MINUTES: z.coerce.number().int().min(5).max(480).default(60),
    ROTA_SIGN_IN_FAILURES_PER_ADDRESS: z.coerce.number().int().min(3).max(10_000).default(30),
    ROTA_VIEWER_GROUPS: groups,
    ROTA_OPERATOR_GROUPS: groups,
    ROTA_EDITOR_GROUPS: groups,
    ROTA_ADMINISTRATOR_GROUPS: groups.refine(
      (names) => names.length > 0,
      'must name at least one directory group (name, distinguished name or SID)',
    ),
    /** Whether everybody who may sign in may read everything, or each only where a grant is for. */
    ROTA_READING: z.enum(['all', 'own-teams']).default('all'),
    AWS_REGION: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region, as in eu-west-1'),
    ROTA_AWS_ACCOUNT_ID: z.string().regex(/^\d{12}$/, 'must be the 12 digits of the AWS account'),
    ROTA_ENVIRONMENT: z.string().min(1).max(50).default('Default'),
    ROTA_PRODUCTION: z.enum(['0', '1']).default('0'),
    ROTA_SCHEDULE_GROUP: z
      .string()
      .regex(/^[0-9a-zA-Z-_.]{1,64}$/, 'must be 1 to 64 letters, digits, - _ .')
      .default('rota'),
    ROTA_DISPATCH_QUEUE_ARN: queueArn.optional(),
    ROTA_DEAD_LETTER_QUEUE_ARN: queueArn.optional(),
    ROTA_TASK_EVENT_QUEUE_ARN: queueArn.optional(),
    ROTA_DISPATCH_ROLE_ARN: z
      .string()
      .regex(
        /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
        'must be the ARN of a role, as in arn:aws:iam::123456789012:role/rota-dispatch',
      )
      .optional(),
    ROTA_DEFAULT_DELIVERY: z.enum(['direct', 'through'], 'must be direct or through').default('direct'),
    /** Requests of the API a second, of one token; ten times as many at once, four times as many of one address. */
    ROTA_API_RATE: z.coerce.number().min(1).max(10_000).default(20),
    /** So many runs of one environment does a worker deliver at the same time. */
    ROTA_DELIVERIES_AT_ONCE: z.coerce.number().int().min(1).max(1000).default(50),
    ROTA_AWS_CALLS_PER_SECOND: z.coerce.number().min(5).max(5000).default(50),
    /** Signs what the audits hold: an Ed25519 key, as `openssl genpkey -algorithm ed25519` makes it. */
    ROTA_AUDIT_KEY_FILE: z
      .string()
      .refine(
        isSigningKey,
        'must name a readable PEM file with an Ed25519 private key (openssl genpkey -algorithm ed25519)',
      )
      .optional(),
    /** Keys that signed before that one: what they signed is still believed. */
    ROTA_AUDIT_OLD_KEYS: list(/,/).refine(
      (files) => files.every(hasPublicKeys),
      'must name readable PEM files with Ed25519 public keys, separated by commas (openssl pkey -in KEY -pubout)',
    ),
    ROTA_AUDIT_DIGESTS: z
      .string()
      .transform(
        read(
          digestPlaces,
          'must be places separated by commas, each as in /var/lib/rota/digests, s3://bucket/prefix, syslog: or tls://siem.example.com:6514',
        ),
      )
      .optional(),
    ROTA_AUDIT_DIGESTS_LOCK: z
      .string()
      .transform(
        read(digestLock, 'must be a mode and 1 to 36500 days, as in compliance:3650 or governance:365'),
      )
      .optional(),
    ROTA_AUDIT_MONTHS_ONLINE: z.coerce.number().int().min(1).max(1200).optional(),
    ROTA_AUDIT_MONTHS_ARCHIVED: z.coerce.number().int().min(1).max(1200).optional(),
    ROTA_AUDIT_ARCHIVE: z
      .string()
      .refine(isAbsolute, 'must be the full path of a folder, as in /var/lib/rota/archive')
      .optional(),
    ROTA_AUDIT_SYSLOG: z
      .string()
      .refine(syslogPlace, 'must be an address with its port, as in tls://siem.example.com:6514 or tcp://…')
      .optional(),
    ROTA_AUDIT_SYSLOG_CA_FILE: z.string().refine(readable, 'must name a readable PEM file').optional(),
    ROTA_ALLOWED_PRIVATE_HOSTS: z
      .string()
      .refine(
        parseAllowedPrivate,
        'must be hosts or networks separated by commas, as in alerts.corp.example.com,10.1.0.0/16',
      )
      .optional(),
    ROTA_WEBHOOK_CA_FILE: z.string().refine(readable, 'must name a readable PEM file').optional(),
    ROTA_HEARTBEAT_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  })
  .superRefine((env, context) => {
    for (const name of [
      'ROTA_DISPATCH_QUEUE_ARN',
      'ROTA_DEAD_LETTER_QUEUE_ARN',
      'ROTA_TASK_EVENT_QUEUE_ARN',
    ] as const) {
      const [, , , region, account] = env[name]?.split(':') ?? [];
      if (region === undefined || (region === env.AWS_REGION && account === env.ROTA_AWS_ACCOUNT_ID))
        continue;
      const message = `must be in account ${env.ROTA_AWS_ACCOUNT_ID}, Region ${env.AWS_REGION}, as ROTA_AWS_ACCOUNT_ID and AWS_REGION say`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
    const own = env.ROTA_TASK_EVENT_QUEUE_ARN;
    if (own !== undefined && [env.ROTA_DISPATCH_QUEUE_ARN, env.ROTA_DEAD_LETTER_QUEUE_ARN].includes(own))
      context.addIssue({
        code: 'custom',
        path: ['ROTA_TASK_EVENT_QUEUE_ARN'],
        message: 'must be a queue of its own: what is no task event is removed from it',
      });
    const account = env.ROTA_DISPATCH_ROLE_ARN?.split(':')[4] ?? env.ROTA_AWS_ACCOUNT_ID;
    if (account !== env.ROTA_AWS_ACCOUNT_ID)
      context.addIssue({
        code: 'custom',
        path: ['ROTA_DISPATCH_ROLE_ARN'],
        message: `must be in account ${env.ROTA_AWS_ACCOUNT_ID}, as ROTA_AWS_ACCOUNT_ID says`,
      });
    for (const name of ['ROTA_DISPATCH_QUEUE_ARN', 'ROTA_DISPATCH_ROLE_ARN'] as const)
      if (env.ROTA_DEFAULT_DELIVERY === 'through' && env[name] === undefined)
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'must be set where ROTA_DEFAULT_DELIVERY is through',
        });
  })
  .superRefine((env, context) => {
    const [one, other] = ['ROTA_AUDIT_KEY_FILE', 'ROTA_AUDIT_DIGESTS'] as const;
    for (const [name, beside] of [[one, other] as const, [other, one] as const])
      if (env[name] === undefined && env[beside] !== undefined)
        context.addIssue({ code: 'custom', path: [name], message: `must be set where ${beside} is` });
  })
  .superRefine((env, context) => {
    for (const [name, beside] of [
      ['ROTA_AUDIT_ARCHIVE', 'ROTA_AUDIT_MONTHS_ONLINE'],
      ['ROTA_AUDIT_MONTHS_ONLINE', 'ROTA_AUDIT_MONTHS_ARCHIVED'],
    ] as const)
      if (env[name] === undefined && env[beside] !== undefined)
        context.addIssue({ code: 'custom', path: [name], message: `must be set where ${beside} is` });
  })
  .superRefine(({ ROTA_AUDIT_SYSLOG: feed, ROTA_AUDIT_SYSLOG_CA_FILE: ca, ...env }, context) => {
    const digests = env.ROTA_AUDIT_DIGESTS ?? [];
    const issue = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message });
    const own = digests.flatMap((digest) => (digest.kind === 'syslog' ? [digest.place] : []));
    const tls = [feed === undefined ? null : syslogPlace(feed), ...own].some((place) => place?.tls);
    if (ca !== undefined && (feed !== undefined || own.length > 0) && !tls)
      issue('ROTA_AUDIT_SYSLOG_CA_FILE', 'has a meaning only where a syslog begins with tls://');
    if (feed === undefined && own.includes(null))
      issue('ROTA_AUDIT_SYSLOG', 'must be set where ROTA_AUDIT_DIGESTS names syslog:');
    if (env.ROTA_AUDIT_DIGESTS_LOCK && !digests.some(({ kind }) => kind === 's3'))
      issue(
        'ROTA_AUDIT_DIGESTS_LOCK',
        'has a meaning only where ROTA_AUDIT_DIGESTS names a bucket, as in s3://bucket',
      );
  })
  .superRefine((env, context) => {
    if (!URL.canParse(env.ROTA_URL)) return;
    const local = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(env.ROTA_URL).hostname);
    if (env.NODE_ENV === 'production' && env.ROTA_URL.startsWith('http:') && !local) {
      context.addIssue({ code: 'custom', path: ['ROTA_URL'], message: 'must be https in production' });
    }
  });

export type Env = z.output<typeof schema>;

/** All that is wrong with the environment, one line a variable. */
export class EnvError extends Error {
  constructor(problems: string[]) {
    super(
      `The environment is not complete:\n${problems.map((line) => `  ${line}`).join('\n')}\nSee .env.example.`,
    );
    this.name = 'EnvError';
  }
}

/**
 * Reads and validates variables.
 * @throws EnvError naming every variable that is missing or wrong, at once
 */
export function parseEnv(variables: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new EnvError(
    parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return given[name] === undefined ? `${name} is missing` : `${name} ${issue.message}`;
    }),
  );
}

let current: Env | undefined;

/** The process's validated environment. Read once; see parseEnv. */
export function env(): Env {
  current ??= parseEnv(process.env);
  return current;
}

function isSigningKey(path: string): boolean {
  try {
    return createPrivateKey(readFileSync(path)).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

function hasPublicKeys(path: string): boolean {
  try {
    return publicKeysIn(readFileSync(path, 'utf8')).length > 0;
  } catch {
    return false;
  }
}

function readable(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').includes('-----BEGIN CERTIFICATE-----');
  } catch {
    return false;
  }
}
