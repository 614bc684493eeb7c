import { expect, it } from 'vitest';
import { CONTEXT_ATTRIBUTES } from '@/lib/targets/fields';
import { defaultEvent, fillAttributes } from './payload';

const ARN = 'arn:aws:scheduler:eu-west-1:111122223333:schedule/rota/statements-1';
/** The examples of "Adding context attributes" in the user guide of EventBridge Scheduler. */
const attributes = {
  scheduleArn: ARN,
  nominalAt: new Date('2022-03-22T18:59:43.000Z'),
  executionId: 'd32c5kddcf5bb8c3',
  attempt: 1,
};
const filled = (input: string) => fillAttributes(input, attributes);

it.each([
  ['<aws.scheduler.schedule-arn>', ARN],
  ['<aws.scheduler.scheduled-time>', '2022-03-22T18:59:43Z'],
  ['<aws.scheduler.execution-id>', 'd32c5kddcf5bb8c3'],
  ['<aws.scheduler.attempt-number>', '1'],
  ['{"n": <aws.scheduler.attempt-number>}', '{"n": 1}'],
  [
    '"<aws.scheduler.scheduled-time>/<aws.scheduler.scheduled-time>"',
    '"2022-03-22T18:59:43Z/2022-03-22T18:59:43Z"',
  ],
  ['<aws.scheduler.unheard-of>', '<aws.scheduler.unheard-of>'],
  ['<aws.scheduler.constructor>', '<aws.scheduler.constructor>'],
  [
    '<AWS.scheduler.schedule-arn> < aws.scheduler.schedule-arn>',
    '<AWS.scheduler.schedule-arn> < aws.scheduler.schedule-arn>',
  ],
  ['', ''],
])('%s becomes %s', (input, expected) => {
  expect(filled(input)).toBe(expected);
});

it('every attribute that a form lets pass is filled in', () => {
  expect(filled(CONTEXT_ATTRIBUTES.join(' '))).not.toContain('<');
});

it('times have no fractions of a second', () => {
  const nominalAt = new Date('2026-10-25T01:00:07.999Z');
  expect(fillAttributes('<aws.scheduler.scheduled-time>', { ...attributes, nominalAt })).toBe(
    '2026-10-25T01:00:07Z',
  );
});

it('a target without an input gets the event of EventBridge Scheduler', () => {
  expect(JSON.parse(defaultEvent(attributes))).toEqual({
    version: '0',
    id: 'd32c5kddcf5bb8c3',
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: '111122223333',
    time: '2022-03-22T18:59:43Z',
    region: 'eu-west-1',
    resources: [ARN],
    detail: '{}',
  });
});
