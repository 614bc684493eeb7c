import * as ecs from '@aws-sdk/client-ecs';
import * as lambda from '@aws-sdk/client-lambda';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../errors';
import { failureOf, roleFailure } from './failures';
import { MEANINGS, meaningOf } from './meanings';

const thrown = (fields: object, message = 'no') => Object.assign(new Error(message), fields);
const answered = (name: string, httpStatusCode: number, headers = {}) =>
  failureOf(
    thrown({ name, $metadata: { httpStatusCode, requestId: 'r-1' }, $response: { headers } }, 'So it is.'),
  );

describe('an error of AWS', () => {
  it.each([
    ['InvalidParameterValueException', 400, 'never'],
    ['ValidationException', 400, 'never'],
    ['ResourceNotFoundException', 404, 'never'],
    ['ClusterNotFoundException', 400, 'never'],
    ['QueueDoesNotExist', 400, 'never'],
    ['StateMachineDoesNotExist', 400, 'never'],
    ['RequestTooLargeException', 413, 'never'],
    ['AccessDeniedException', 403, 'later'],
    ['AuthorizationErrorException', 403, 'later'],
    ['KMSAccessDeniedException', 502, 'later'],
    ['ResourceConflictException', 409, 'later'],
    ['ServiceException', 500, 'later'],
    ['ServerException', 500, 'later'],
    ['ServiceUnavailable', 503, 'later'],
    ['TooManyRequestsException', 429, 'slower'],
    ['NeverHeardOf', 429, 'slower'],
    ['ThrottlingException', 400, 'slower'],
    ['RequestThrottled', 403, 'slower'],
    ['ThrottledException', 429, 'slower'],
    ['NeverHeardOf', 418, 'never'],
  ])('%s with status %i is worth another attempt: %s', (name, status, meaning) => {
    expect(meaningOf(name, status)).toBe(meaning);
    expect(answered(name, status)).toMatchObject({
      outcome: 'failed',
      permanent: meaning === 'never',
      ran: false,
      retryAfterMs: meaning === 'slower' ? 5_000 : null,
      reason: `AWS answered ${name}: So it is.`,
      status,
      requestId: 'r-1',
    });
  });

  it('is called in the table as the SDK calls it, or common to all services', () => {
    const modelled = new Set([ecs, lambda, sns, sqs].flatMap(Object.keys));
    expect(Object.keys(MEANINGS).filter((name) => !modelled.has(name))).toEqual([
      'AccessDenied',
      'ExpiredToken',
      'ExpiredTokenException',
      'IncompleteSignature',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'RequestExpired',
      'SignatureDoesNotMatch',
      'UnrecognizedClientException',
      'Throttling',
      'ThrottlingException',
      'RequestLimitExceeded',
      'ExecutionLimitExceeded',
    ]);
  });

  it('may say itself when to come back', () => {
    const headers = { 'retry-after': '17' };
    expect(answered('TooManyRequestsException', 429, headers)).toMatchObject({ retryAfterMs: 17_000 });
    expect(
      answered('ServiceUnavailable', 503, { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' }),
    ).toMatchObject({
      retryAfterMs: 0,
    });
  });

  it('that can not be read after AWS took the call leaves open what became of it', () => {
    const error = thrown({ name: 'SyntaxError', $metadata: {}, $response: { statusCode: 200 } });
    expect(failureOf(error)).toMatchObject({ outcome: 'unanswered', status: 200 });
  });
});

describe('an error of the network', () => {
  it.each([
    ['a refused connection', { code: 'ECONNREFUSED', syscall: 'connect' }],
    ['one refused at each address', { code: 'ECONNREFUSED', name: 'AggregateError' }],
    ['a name that is not found', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
    ['a connection that takes too long', { code: 'ETIMEDOUT', syscall: 'connect', name: 'TimeoutError' }],
    ['a certificate of somebody else', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
  ])('%s came before anything was sent', (_, fields) => {
    expect(failureOf(thrown(fields))).toMatchObject({ outcome: 'failed', permanent: false, ran: false });
  });

  it('is one before anything was sent where the SDK gives up connecting', () => {
    const words =
      '@smithy/node-http-handler - the request socket did not establish a connection with the server within the configured timeout of 3000 ms.';
    expect(failureOf(thrown({ name: 'TimeoutError' }, words))).toMatchObject({ outcome: 'failed' });
  });

  it.each([
    ['a connection that broke', { code: 'ECONNRESET', name: 'TimeoutError' }],
    ['a broken pipe', { code: 'EPIPE' }],
    ['the time-out', { name: 'AbortError' }],
    ['an answer that stopped', { code: 'ETIMEDOUT', name: 'TimeoutError' }],
  ])('%s leaves open what became of it', (_, fields) => {
    expect(failureOf(thrown(fields))).toMatchObject({ outcome: 'unanswered', status: null });
  });
});

it('a call without credentials was not sent', () => {
  const none = {
    outcome: 'failed',
    permanent: false,
    notCalled: true,
    reason: 'There are no credentials for AWS: none.',
  };
  expect(failureOf(thrown({ name: 'CredentialsProviderError' }, 'none'))).toMatchObject(none);
  expect(failureOf(new AwsError('credentials', 'AccessDenied', 'none'))).toMatchObject(none);
});

it('a mistake of Rota itself is no answer', () => {
  expect(() => failureOf(new TypeError('x is not a function'))).toThrow(TypeError);
  expect(() => roleFailure(new TypeError('x is not a function'), 'r')).toThrow(TypeError);
});

it('a role that can not be assumed says what it lacks, unless STS alone is to blame', () => {
  const denied = roleFailure(new AwsError('credentials', 'AccessDenied', 'Not authorized.'), 'arn:r');
  expect(denied).toMatchObject({
    outcome: 'failed',
    permanent: false,
    reason: expect.stringMatching(/trust policy/),
  });
  const down = roleFailure(new AwsError('unreachable', 'TimeoutError', 'No answer.'), 'arn:r');
  expect(down).toMatchObject({
    reason: 'The role arn:r could not be assumed. AWS said TimeoutError: No answer.',
  });
});
