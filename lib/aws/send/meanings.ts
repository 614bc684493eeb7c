/** What an error means for the next attempt: `never` would fail alike, `later` may not, `slower` asks for time. */
type Meaning = 'never' | 'later' | 'slower';

/**
 * Errors that mean something else than their HTTP status says. A client's error is final, as EventBridge sends what is
 * missing or refused to the dead letters at once (Event retry policy, EventBridge user guide), with one difference: a
 * change of IAM takes time to show everywhere (Troubleshooting IAM, IAM user guide), so that a refusal is tried again as
 * far as the target's retries go. The rest is said by the API references of the services.
 */
export const MEANINGS: Readonly<Record<string, Meaning>> = {
  // Common errors of all services
  AccessDenied: 'later',
  AccessDeniedException: 'later',
  ExpiredToken: 'later',
  ExpiredTokenException: 'later',
  IncompleteSignature: 'later',
  InvalidClientTokenId: 'later',
  InvalidSignatureException: 'later',
  RequestExpired: 'later',
  SignatureDoesNotMatch: 'later',
  UnrecognizedClientException: 'later',
  Throttling: 'slower',
  ThrottlingException: 'slower',
  RequestLimitExceeded: 'slower',
  // Lambda, Invoke
  EC2ThrottledException: 'slower',
  KMSAccessDeniedException: 'later',
  KMSInvalidStateException: 'later',
  ResourceConflictException: 'later',
  ResourceNotReadyException: 'later',
  TooManyRequestsException: 'slower',
  // ECS, RunTask
  LimitExceededException: 'slower',
  // SQS, SendMessage
  KmsAccessDenied: 'later',
  KmsInvalidState: 'later',
  KmsThrottled: 'slower',
  OverLimit: 'slower',
  RequestThrottled: 'slower',
  // SNS, Publish
  AuthorizationErrorException: 'later',
  KMSThrottlingException: 'slower',
  ThrottledException: 'slower',
  // Step Functions, StartExecution
  ExecutionLimitExceeded: 'slower',
};

/** What an error of AWS means, by its name and HTTP status. */
export function meaningOf(name: string, status: number): Meaning {
  const known = Object.hasOwn(MEANINGS, name) ? MEANINGS[name] : undefined;
  if (known) return known;
  if (status === 429) return 'slower';
  return status >= 500 ? 'later' : 'never';
}
