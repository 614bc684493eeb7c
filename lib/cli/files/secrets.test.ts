import { expect, it } from 'vitest';
import type { ScheduleDefinition } from '@/lib/api/definition/schema';
import { MASK } from '@/lib/targets/mask';
import { hasSecrets, keepSecrets } from './secrets';

type Target = ScheduleDefinition['targets'][number];
const definition = (targets: object[], payload?: unknown): ScheduleDefinition => ({
  name: 'One',
  team: 'Finance',
  timing: { daily: ['09:00'] },
  timeZone: 'UTC',
  targets: targets as Target[],
  ...(payload !== undefined && { payload }),
});
const there = [
  { id: 'a', kind: 'sqs', input: { token: MASK, day: 1 }, secretFields: ['/token'] },
  { id: 'b', kind: 'webhook', headers: [{ name: 'X-Key', value: MASK, secret: true }] },
] as unknown as Target[];
const kept = (target: object, payload?: unknown) =>
  keepSecrets(definition([target], payload), there).targets[0];

it('A secret of a target that is there is left alone, and the rest is written', () => {
  const target = { id: 'a', kind: 'sqs', input: { token: 'hush', day: 2 }, secretFields: ['/token'] };
  expect(JSON.parse(String(kept(target)?.input))).toEqual({ token: MASK, day: 2 });
  const { input: _, ...without } = target;
  expect(JSON.parse(String(kept(without, target.input)?.input))).toEqual({ token: MASK, day: 2 });
  const headers = [
    { name: 'x-key', value: 'hush', secret: true },
    { name: 'X-New', value: 'new', secret: true },
  ];
  expect(kept({ id: 'b', kind: 'webhook', headers })?.headers).toEqual([
    { ...headers[0], value: MASK },
    headers[1],
  ]);
});

it.each([
  ['of a new target', { kind: 'sqs', input: { token: 'hush' }, secretFields: ['/token'] }],
  ['that was none so far', { id: 'a', kind: 'sqs', input: { key: 'hush' }, secretFields: ['/key'] }],
  [
    'around one that is there',
    { id: 'a', kind: 'sqs', input: { token: { a: 1 } }, secretFields: ['', '/token'] },
  ],
  ['that became none', { id: 'a', kind: 'sqs', input: { token: 'open' }, secretFields: [] }],
])('A secret %s is written out', (_, target) => {
  expect(kept(target)).toEqual(target);
});

it.each([
  ['in an input', definition([{ kind: 'sqs', input: { token: 'x' }, secretFields: ['/token'] }]), true],
  ['in the payload', definition([{ kind: 'sqs', secretFields: ['/token'] }], { token: 'x' }), true],
  [
    'in a header',
    definition([{ kind: 'webhook', headers: [{ name: 'k', value: 'x', secret: true }] }]),
    true,
  ],
  ['masked', definition(there), false],
  ['not there', definition([{ kind: 'sqs', input: { day: 1 }, secretFields: ['/token'] }]), false],
])('Values of secrets are seen: %s', (_, read, expected) => {
  expect(hasSecrets(read)).toBe(expected);
});
