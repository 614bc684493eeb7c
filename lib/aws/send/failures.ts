import { retryAfterMs } from '@/lib/outbound/retry-after';
import { AwsError } from '../errors';
import { type Answer, type Failed, NOTHING_TOLD, type Told, toldBy } from './answer';
import { meaningOf } from './meanings';
import { sentence } from './sentence';

/** Without a wish of AWS's own. */
const SLOWER_MS = 5_000;

/** A failure before the work itself began. */
export const failed = (reason: string, more: Partial<Told & Failed> = {}): Answer => ({
  ...NOTHING_TOLD,
  permanent: false,
  ran: false,
  retryAfterMs: null,
  ...more,
  outcome: 'failed',
  reason,
});

/** A failure that a retry may help with, before anything was called. */
export const notCalled = (reason: string): Answer => failed(reason, { notCalled: true });

type Thrown = Error & {
  code?: unknown;
  syscall?: unknown;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number; headers?: Record<string, string> };
};

/**
 * What became of a call that threw.
 * @throws the error itself, where neither AWS nor the network said it: it is a mistake of Rota's own
 */
export function failureOf(error: unknown): Answer {
  if (!(error instanceof Error)) throw error;
  if (error instanceof AwsError || error.name === 'CredentialsProviderError')
    return notCalled(sentence(`There are no credentials for AWS: ${error.message}`));
  const thrown: Thrown = error;
  const status = thrown.$metadata?.httpStatusCode ?? thrown.$response?.statusCode;
  if (status !== undefined) return status < 400 ? unreadable(thrown, status) : refused(thrown, status);
  if (wasNotSent(thrown))
    return failed(sentence(`AWS could not be reached: ${thrown.message || thrown.code}`));
  if (!isOfTheNetwork(thrown)) throw error;
  const why = thrown.name === 'AbortError' ? 'within the time-out' : `(${thrown.code ?? thrown.message})`;
  return {
    ...NOTHING_TOLD,
    outcome: 'unanswered',
    reason: `It was sent, and no answer came ${why}: nobody knows whether it came through.`,
  };
}

function refused(thrown: Thrown, status: number): Answer {
  const meaning = meaningOf(thrown.name, status);
  const askedFor = retryAfterMs(thrown.$response?.headers?.['retry-after'], new Date());
  return failed(sentence(`AWS answered ${thrown.name}: ${thrown.message}`), {
    ...toldBy({ ...thrown.$metadata, httpStatusCode: status }),
    permanent: meaning === 'never',
    retryAfterMs: askedFor ?? (meaning === 'slower' ? SLOWER_MS : null),
  });
}

const unreadable = ({ $metadata, message }: Thrown, status: number): Answer => ({
  ...toldBy({ ...$metadata, httpStatusCode: status }),
  outcome: 'unanswered',
  reason: sentence(`AWS took it, but its answer can not be read: ${message}`),
});

const NOT_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
/** Names and codes of Node's TLS errors (Node.js documentation, tls: X509 certificate error codes). */
const BAD_CERTIFICATE = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

/** Only what is sure: whatever may have left counts as sent. */
function wasNotSent({ code, syscall, message, name }: Thrown): boolean {
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  if (typeof code === 'string') return NOT_CONNECTED.includes(code) || BAD_CERTIFICATE.test(code);
  return name === 'TimeoutError' && message.includes('did not establish a connection');
}

const LOST = ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE'];

const isOfTheNetwork = ({ name, code, message }: Thrown): boolean =>
  name === 'AbortError' || name === 'TimeoutError' || LOST.includes(String(code)) || message === 'aborted';

/** Why a target's role could not be assumed: nothing was sent, and IAM may only not have heard of it yet. */
export function roleFailure(error: unknown, roleArn: string): Answer {
  if (!(error instanceof AwsError)) throw error;
  const heals = error.kind === 'unreachable' || error.kind === 'throttled';
  const hint = heals
    ? ''
    : ' Its trust policy must name the role that Rota’s worker runs as, and that role must be allowed sts:AssumeRole on it.';
  return notCalled(
    sentence(`The role ${roleArn} could not be assumed.${hint} AWS said ${error.code}: ${error.message}`),
  );
}
