import { expect, test } from 'vitest';
import { type DeadLetter, deadLetterMessage } from './dead-letter';

const letter = (payload: string): DeadLetter => ({
  queueArn: 'arn:aws:sqs:eu-west-1:000000000000:dead',
  payload,
  error: { name: 'Refused', message: 'm'.repeat(5000) },
  exhausted: 'MaximumRetryAttempts',
  retries: 2,
  attributes: {
    EXECUTION_ID: 'e-1',
    SCHEDULED_TIME: '2026-06-01T08:00:00Z',
    SCHEDULE_ARN: 'arn:aws:scheduler:eu-west-1:000000000000:schedule/default/s',
  },
  targetArn: 'arn:aws:sqs:eu-west-1:000000000000:work',
});

function sizeOf(message: ReturnType<typeof deadLetterMessage>): number {
  const attributes = Object.entries(message.MessageAttributes).map(
    ([name, value]) => name + Object.values(value).join(''),
  );
  return Buffer.byteLength(message.MessageBody + attributes.join(''));
}

test('a payload of the largest size is cut to what a message may weigh, between characters', () => {
  for (const character of ['x', 'ü', '€', '😀']) {
    const payload = character.repeat(Math.floor((256 * 1024) / Buffer.byteLength(character)));
    const message = deadLetterMessage(letter(payload));
    expect(sizeOf(message)).toBeLessThanOrEqual(256 * 1024);
    expect(payload.startsWith(message.MessageBody)).toBe(true);
    expect(message.MessageBody.length).toBeGreaterThan(0.9 * payload.length);
    expect(message.MessageAttributes.IS_PAYLOAD_TRUNCATED?.StringValue).toBe('true');
  }
});

test('a payload that fits is left whole', () => {
  const message = deadLetterMessage(letter('{"a":1}'));
  expect(message.MessageBody).toBe('{"a":1}');
  expect(message.MessageAttributes.IS_PAYLOAD_TRUNCATED?.StringValue).toBe('false');
  expect(message.MessageAttributes.SCHEDULED_TIME?.StringValue).toBe('2026-06-01T08:00:00Z');
});
