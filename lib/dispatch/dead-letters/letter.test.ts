import { describe, expect, it } from 'vitest';
import { type Letter, readLetter, reasonOf } from './letter';

const PLACE = { accountId: '123456789012', region: 'eu-west-1', groupName: 'rota' };
const NAME = 'aaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb';
const arn = (rest: string) => `arn:aws:scheduler:${rest}`;

/** Attributes as the user guide of EventBridge Scheduler shows them (Configuring a dead-letter queue). */
const SHOWN = {
  ERROR_CODE: 'AWS.SimpleQueueService.NonExistentQueue',
  ERROR_MESSAGE: 'The specified queue does not exist for this wsdl version.',
  EXECUTION_ID: 'ad06616e51cdf74a',
  EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
  IS_PAYLOAD_TRUNCATED: 'false',
  RETRY_ATTEMPTS: '0',
  SCHEDULED_TIME: '2027-01-01T09:00:00Z',
  SCHEDULE_ARN: arn(`eu-west-1:123456789012:schedule/rota/${NAME}`),
  TARGET_ARN: 'arn:aws:sqs:eu-west-1:123456789012:gone',
};
const { EXECUTION_ID: _, EXHAUSTED_RETRY_CONDITION: _exhausted, RETRY_ATTEMPTS: _retries, ...LEAST } = SHOWN;

describe('a dead letter', () => {
  it('says of which slot it is, and how often that was tried', () => {
    expect(readLetter(SHOWN, PLACE)).toEqual({
      targetId: 'aaaaaaaaaaaaaaaa',
      scheduleId: 'bbbbbbbbbbbbbbbb',
      at: new Date('2027-01-01T09:00:00Z'),
      attempts: 1,
      executionId: 'ad06616e51cdf74a',
      code: SHOWN.ERROR_CODE,
      message: SHOWN.ERROR_MESSAGE,
      exhausted: 'MaximumRetryAttempts',
    });
  });

  it('need not say how often', () => {
    expect(readLetter(LEAST, PLACE)).toMatchObject({ attempts: 1, executionId: null, exhausted: null });
  });

  it.each([
    ['of another account', { SCHEDULE_ARN: arn(`eu-west-1:210987654321:schedule/rota/${NAME}`) }],
    ['of another Region', { SCHEDULE_ARN: arn(`eu-west-2:123456789012:schedule/rota/${NAME}`) }],
    ['of another group', { SCHEDULE_ARN: arn(`eu-west-1:123456789012:schedule/default/${NAME}`) }],
    ['of a schedule that Rota did not make', { SCHEDULE_ARN: arn('eu-west-1:123456789012:schedule/rota/x') }],
    ['of another service', { SCHEDULE_ARN: `arn:aws:events:eu-west-1:123456789012:schedule/rota/${NAME}` }],
    ['of a group', { SCHEDULE_ARN: arn(`eu-west-1:123456789012:schedule-group/rota/${NAME}`) }],
    ['of no ARN at all', { SCHEDULE_ARN: NAME }],
    ['without a time', { SCHEDULED_TIME: 'yesterday' }],
    ['with no number of retries', { RETRY_ATTEMPTS: 'many' }],
  ])('%s is none of Rota’s', (_, more) => {
    expect(readLetter({ ...SHOWN, ...more }, PLACE)).toBeNull();
  });
});

it.each([
  [1, null, 'Gone.', 'Code: Gone. (after 0 retries)'],
  [2, 'MaximumEventAgeInSeconds', 'Gone.', 'Code: Gone. (after 1 retry, MaximumEventAgeInSeconds)'],
  [186, 'MaximumRetryAttempts', null, 'Code (after 185 retries, MaximumRetryAttempts)'],
  [1, null, '', 'Code (after 0 retries)'],
] as const)('says why after %i attempts and %s', (attempts, exhausted, message, reason) => {
  expect(reasonOf({ code: 'Code', attempts, exhausted } as Letter, message)).toBe(reason);
});
