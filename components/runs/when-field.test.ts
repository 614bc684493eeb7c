import { expect, it } from 'vitest';
import { askedWhen, NO_TIME } from './when-field';

it.each([
  [{ mode: 'at', local: '2030-01-01T00:00:30' }, { at: { local: '2030-01-01T00:00:30', timeZone: 'UTC' } }],
  [{ mode: 'in', count: '90' }, { inSeconds: 90 }],
  [{ mode: 'in', count: ' 3 ', unit: 'days' }, { inSeconds: 259_200 }],
  [{ mode: 'in', count: 'soon' }, { inSeconds: 'soon' }],
] as const)('asks for %o', (when, asked) => {
  expect(askedWhen({ ...NO_TIME, ...when }, 'UTC')).toEqual(asked);
});
