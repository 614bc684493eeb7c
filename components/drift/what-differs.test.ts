import { describe, expect, it } from 'vitest';
import type { FoundView } from '@/lib/drift/queries';
import { whatDiffers } from './what-differs';

const found = (kind: FoundView['kind'], ...differences: FoundView['differences']): FoundView => ({
  name: 'n',
  targetId: null,
  kind,
  foundAt: new Date(0),
  switchedOff: false,
  differences,
});
const state = (before: string, after: string) => ({ path: 'State', before, after });

describe('what differs, in one line', () => {
  it.each([
    ['Switched off in AWS', [found('changed', state('ENABLED', 'DISABLED'))]],
    ['Switched on in AWS', [found('changed', state('DISABLED', 'ENABLED'))]],
    ['Not in AWS any more', [found('missing'), found('missing')]],
    ['In AWS, though it is not to be there', [found('extra', state('', 'ENABLED'))]],
    ['The same but for its version', [found('changed')]],
    [
      'Schedule expression is rate(9 days) in AWS, rate(8 days) here',
      [found('changed', { path: 'ScheduleExpression', before: 'rate(8 days)', after: 'rate(9 days)' })],
    ],
    [
      'Switched off in AWS; Other fields: Target › Retry policy; Not in AWS any more',
      [
        found('changed', state('ENABLED', 'DISABLED'), { path: 'Target.RetryPolicy', before: {}, after: 1 }),
        found('missing'),
      ],
    ],
    [
      'Other fields: A, B, C and 1 more',
      [found('changed', ...['A', 'B', 'C', 'D'].map((path) => ({ path })))],
    ],
  ])('%s', (text, all) => {
    expect(whatDiffers(all, false)).toBe(text);
  });

  it('says of a lost schedule when it runs, whether it is on, and of how many targets it is', () => {
    const one = found(
      'extra',
      { path: 'State', after: 'DISABLED' },
      { path: 'ScheduleExpression', after: 'rate(1 day)' },
    );
    expect(whatDiffers([one], true)).toBe('Only AWS knows it: rate(1 day), switched off');
    expect(whatDiffers([one, one], true)).toBe('Only AWS knows it: rate(1 day), switched off, 2 targets');
  });
});
