/**
 * What a failed call means for whoever made it. `missing` is made at the next try; `rejected` is final until something
 * changes; `role` heals while IAM propagates; `credentials` needs an administrator, and so does
 * `denied`, which is AWS's answer to just this call; `throttled` and `unreachable` pass
 * by themselves.
 */
export type AwsErrorKind =
  | 'missing'
  | 'conflict'
  | 'rejected'
  | 'role'
  | 'quota'
  | 'credentials'
  | 'denied'
  | 'throttled'
  | 'unreachable';

const RETRIED: readonly AwsErrorKind[] = [
  'missing',
  'role',
  'conflict',
  'quota',
  'credentials',
  'denied',
  'throttled',
  'unreachable',
];

/** A failed call to AWS, with AWS's own words. */
export class AwsError extends Error {
  constructor(
    readonly kind: AwsErrorKind,
    readonly code: string,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'AwsError';
  }

  /** Whether the same call may succeed later without anybody changing it. */
  get retryable(): boolean {
    return RETRIED.includes(this.kind);
  }
}

const KINDS: Record<string, AwsErrorKind> = {
  ResourceNotFoundException: 'missing',
  NoSuchEntityException: 'missing',
  NoSuchEntity: 'missing',
  ConflictException: 'conflict',
  ValidationException: 'rejected',
  ServiceQuotaExceededException: 'quota',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  AccessDeniedException: 'denied',
  AccessDenied: 'credentials',
  ExpiredToken: 'credentials',
  InvalidClientTokenId: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  RegionDisabledException: 'credentials',
  UnrecognizedClientException: 'credentials',
  ExpiredTokenException: 'credentials',
  InvalidSignatureException: 'credentials',
  CredentialsProviderError: 'credentials',
};

/**
 * Sorts what an SDK call threw by what can be done about it. A role that was just made is refused for some seconds
 * while IAM propagates (Troubleshooting, EventBridge Scheduler user guide).
 */
export function classify(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (
    name === 'ValidationException' &&
    /must allow AWS EventBridge Scheduler to assume the role/i.test(message)
  )
    return new AwsError('role', name, message, error);
  const kind = KINDS[name];
  if (kind) return new AwsError(kind, name, message, error);
  return new AwsError('unreachable', name, message || 'AWS did not answer.', error);
}
