import { createHash } from 'node:crypto';
import type { Access } from '@/lib/aws/credentials';
import { AwsError } from '@/lib/aws/errors';
import { createSecretReader } from '@/lib/aws/secrets-manager';
import type { Call } from '@/lib/aws/send/call';
import { failed } from '@/lib/aws/send/failures';
import { send } from '@/lib/aws/send/send';
import { env } from '@/lib/env';
import { NO_AUTHORITIES, tryOutbound } from '@/lib/outbound/configured';
import type { Settings } from '@/lib/targets/kinds/webhook';
import { referencesIn, resolveReferences, SecretReferenceError } from '@/lib/targets/references';
import { KINDS, type Kind } from '@/lib/targets/registry';
import { tryOpenInput } from '@/lib/targets/secrets';
import { deliverWebhook } from '@/lib/webhooks/deliver';
import type { StoredSecrets } from '@/lib/webhooks/stored';
import { type Answer, type Delivery, notCalled } from './answer';
import { hidden, masked, secretsIn } from './deliver-masked';
import { type Attributes, defaultEvent, fillAttributes } from './payload';

/** One attempt as it stands in the database. */
export type Stored = Omit<Delivery, 'input'> & {
  /** How many attempts were made before the last redrive. */
  attemptsBefore: number;
  /** As the payload names it. */
  scheduleArn: string;
  /** With its secrets encrypted. */
  input: string | null;
  secretFields: readonly string[];
};

export type Means = {
  /** How the environment is managed. */
  access: Access;
  /** Of ROTA_ENCRYPTION_KEY. */
  key: Buffer;
  /** Whether what targets answer is kept: excerpts are left out otherwise. */
  keepsAnswers: boolean;
  /** Reads what a webhook is called with; null where it can not be read just now, `changed` where the target is another by now. */
  webhook: () => Promise<StoredSecrets | 'changed' | null>;
  /** Called right before the target is: what it throws is thrown, and nothing is sent. */
  pass?: (() => Promise<void>) | undefined;
};

type Prepared = { input: string | null; secrets: readonly string[] };

/**
 * Makes one attempt of a delivery: opens what is secret, fills in the attributes of EventBridge Scheduler, reads what the
 * input refers to in Secrets Manager as the target's role, and calls the target. What comes back shows no secret that was
 * sent.
 */
export async function deliver(stored: Stored, means: Means): Promise<Answer> {
  const prepared = await prepare(stored, means);
  if ('outcome' in prepared) return prepared;
  const { input, secrets } = prepared;
  if (stored.kind === 'webhook') return callWebhook({ ...stored, input: input ?? '' }, secrets, means);
  const answer = await send(callOf({ ...stored, input }), means.access, means.pass);
  return masked(means.keepsAnswers ? answer : { ...answer, excerpt: null }, secrets);
}

/** The same of a webhook, which no role is assumed for. */
async function callWebhook(
  { runId, attemptsBefore, arn: url, settings, input: body, timeoutMs }: Stored & { input: string },
  sent: readonly string[],
  { key, pass, webhook, keepsAnswers }: Means,
): Promise<Answer> {
  const stored = await webhook();
  if (stored === null)
    return notCalled('Rota could not read what this webhook is signed with, so nothing was sent.');
  if (stored === 'changed')
    return notCalled(
      'The webhook was changed in the moment in which it was to be sent, so nothing was sent.',
    );
  const guarded = tryOutbound();
  if (guarded === null) return notCalled(NO_AUTHORITIES);
  const call = { runId, attemptsBefore, url, settings: settings as Settings, body, timeoutMs };
  const { answer, cut, secrets } = await deliverWebhook(call, {
    key,
    stored,
    outbound: guarded,
    rotaUrl: env().ROTA_URL,
    pass,
  });
  const all = [...sent, ...secrets];
  const excerpt = keepsAnswers && answer.excerpt !== null ? hidden(answer.excerpt, all, cut) : null;
  return masked({ ...answer, excerpt }, all);
}

/** What is to be sent, and the secrets in it. Without an input a task has no overrides; all others get the event. */
async function prepare(stored: Stored, means: Means): Promise<Prepared | Answer> {
  const { input, kind, secretFields } = stored;
  const attributes: Attributes = { ...stored, executionId: executionId(stored) };
  if (input === null) return { input: kind === 'ecs' ? null : defaultEvent(attributes), secrets: [] };
  const opened = tryOpenInput(input, secretFields, means.key);
  if (opened === null)
    return failed(
      'A secret of the input can not be opened: it was stored with another ROTA_ENCRYPTION_KEY.',
      { permanent: true },
    );
  try {
    const resolved = await resolving(fillAttributes(opened, attributes), stored, means.access);
    return { input: resolved.input, secrets: [...secretsIn(opened, secretFields), ...resolved.secrets] };
  } catch (error) {
    if (error instanceof SecretReferenceError) return failed(error.message, { permanent: true });
    if (error instanceof AwsError)
      return error.retryable ? notCalled(error.message) : failed(error.message, { permanent: true });
    throw error;
  }
}

/** @throws SecretReferenceError of a reference that is none, AwsError where a secret can not be read */
async function resolving(
  input: string,
  acting: Pick<Stored, 'roleArn' | 'scheduleId'>,
  access: Access,
): Promise<Prepared & { input: string }> {
  const secrets: string[] = [];
  if (referencesIn(input).length === 0) return { input, secrets };
  // Without a role it would be Rota's own that reads.
  if (acting.roleArn === '')
    throw new SecretReferenceError('A webhook has no role that could read AWS Secrets Manager.');
  const reader = createSecretReader(access, acting);
  try {
    const resolved = await resolveReferences(input, async (reference) => {
      const secret = await reader.read(reference);
      secrets.push(secret, JSON.stringify(secret).slice(1, -1));
      return secret;
    });
    return { input: resolved, secrets };
  } finally {
    reader.destroy();
  }
}

/** 16 characters, as AWS's are; the same for the same attempt. Attempts count from 1 again after a redrive. */
const executionId = ({ token, attempt }: Stored): string =>
  createHash('sha256').update(`${token}/${attempt}`).digest('hex').slice(0, 16);

/** What is called for a delivery. */
function callOf(delivery: Delivery): Call {
  const { settings } = delivery;
  return {
    ...delivery,
    parameters: KINDS[delivery.kind as Kind].toAws(settings),
    awaitsResult: 'invocation' in settings && settings.invocation === 'result',
  };
}
