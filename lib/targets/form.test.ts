import { describe, expect, it } from 'vitest';
import { emptyTarget, withQueueOf } from './form';

const QUEUE = 'arn:aws:sqs:eu-west-1:111111111111:rota-dead-letters';
const OTHER = 'arn:aws:sqs:eu-west-1:222222222222:rota-dead-letters';
const deadLetters = (targets: readonly { deadLetterArn: string }[]) =>
  targets.map(({ deadLetterArn }) => deadLetterArn);

describe('a new target', () => {
  it('is offered the dead-letter queue of its environment, where that has one', () => {
    expect(deadLetters([emptyTarget('sqs', 'a', undefined, QUEUE), emptyTarget('sqs', 'b')])).toEqual([
      QUEUE,
      '',
    ]);
  });

  it('takes role and dead-letter queue of the one before it, also where somebody wanted none', () => {
    const first = { ...emptyTarget('sqs', 'a', undefined, QUEUE), roleArn: 'role' };
    expect(emptyTarget('sns', 'b', first, OTHER)).toMatchObject({ deadLetterArn: QUEUE, roleArn: 'role' });
    const without = { ...first, deadLetterArn: '' };
    expect(emptyTarget('sns', 'b', without, QUEUE)).toMatchObject({ deadLetterArn: '' });
  });
});

describe('the choice of another environment', () => {
  const offered = emptyTarget('sqs', 'a', undefined, QUEUE);
  const entered = { ...offered, deadLetterArn: 'arn:mine' };
  const none = { ...offered, deadLetterArn: '' };

  it('changes the queue that was offered, and none that somebody entered or took away', () => {
    expect(deadLetters(withQueueOf([offered, entered, none], QUEUE, OTHER))).toEqual([OTHER, 'arn:mine', '']);
    expect(deadLetters(withQueueOf([offered], QUEUE, null))).toEqual(['']);
    expect(deadLetters(withQueueOf([none], null, OTHER))).toEqual(['']);
  });
});
