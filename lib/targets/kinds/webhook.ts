import { z } from 'zod';
import type { AwsTarget } from '@/lib/aws/scheduler';
import type { Place } from '../arn';
import { commonFields } from '../fields';
import { MASK } from '../mask';
import { headers } from './webhook-headers';

export const kind = 'webhook';
export const label = 'Webhook';
export const icon = 'webhook';
/** Only its owner knows whether the receiver remembers each webhook-id. */
export const safeToRepeat = false;

const EXAMPLE = 'https://hooks.example.com/nightly';
const HOURS = 'Enter a whole number of hours from 1 to 336 (14 days).';

/** What is wrong with an address, as a sentence; null where nothing is. */
export function addressProblem(text: string): string | null {
  if (text === '') return `Enter the address that is called, as in ${EXAMPLE}.`;
  if (!/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text))
    return `This is not an address. It looks like ${EXAMPLE}, with everything else percent-encoded.`;
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:') return `The address must begin with https://, as in ${EXAMPLE}.`;
  if (username || password)
    return 'Everybody can read the address: put the password into a secret header instead.';
  if (text.includes('#')) return 'Leave out what follows #: it is never sent to a server.';
  return null;
}

/** An address as it is kept and compared: a dot at the end of its host leads to the same host. */
function oneWay(url: URL): string {
  url.hostname = url.hostname.replace(/\.+$/, '');
  return url.href;
}

/** A pattern of such addresses, its host written as theirs; any other pattern is itself. */
export const addressPattern = (pattern: string): string =>
  pattern.replace(
    /^https:\/\/([^/]*)/i,
    (_, host: string) => `https://${host.toLowerCase().replace(/\.*(:443)?$/, '')}`,
  );

/** An address that Rota posts to, signed after Standard Webhooks. It stands where other targets have their ARN. */
export const schema = (place: Place) =>
  z
    .strictObject({
      kind: z.literal(kind),
      ...commonFields(place, safeToRepeat),
      arn: z
        .string('Enter an address.')
        .trim()
        .max(1600, 'An address has at most 1600 characters.')
        .superRefine((text, context) => {
          const message = addressProblem(text);
          if (message) context.addIssue({ code: 'custom', message });
        })
        .transform((text) => (URL.canParse(text) ? oneWay(new URL(text)) : text)),
      roleArn: z.literal('', 'A webhook is called without a role: leave this empty.').default(''),
      headers,
      waitsForCallback: z.boolean('Choose yes or no.').default(false),
      callbackHours: z.int(HOURS).min(1, HOURS).max(336, HOURS).default(24),
    })
    .superRefine(({ input }, context) => {
      if (input?.includes('{{resolve:'))
        context.addIssue({
          code: 'custom',
          path: ['input'],
          message:
            'A webhook has no role that could read AWS Secrets Manager. Enter the value, and name it as a secret field.',
        });
    });

export type Input = z.output<ReturnType<typeof schema>>;
export type Settings = Pick<Input, 'headers' | 'waitsForCallback' | 'callbackHours'>;

/** Secret headers are masked: what they hold is stored encrypted, and apart. */
export const settings = ({ headers, waitsForCallback, callbackHours }: Input): Settings => ({
  headers: headers.map((header) => (header.secret ? { ...header, value: MASK } : header)),
  waitsForCallback,
  callbackHours,
});

/** How many milliseconds the receiver may take to call back; null where it does not. */
export const callbackMs = ({ waitsForCallback, callbackHours }: Settings): number | null =>
  waitsForCallback ? callbackHours * 3_600_000 : null;

/** EventBridge Scheduler calls no webhook. */
export const toAws = (_: Settings): Partial<AwsTarget> => ({});

/** No target in AWS is one. */
export const fromAws = (_: AwsTarget) => null;

/** The name by which people know the target: host and path. What follows may tell a secret. */
export function shortName(address: string): string {
  if (!URL.canParse(address)) return address;
  const { host, pathname } = new URL(address);
  return pathname === '/' ? host : host + pathname;
}
