import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { Outcome } from '@/lib/runs/queries-outcomes';
import { LastOutcome } from './last-outcome';

const shown = (origin: Outcome['origin'], direct: boolean, recent: Outcome['recent'] = ['delivered']) =>
  renderToStaticMarkup(
    <LastOutcome
      last={{ id: 'r1', state: 'delivered', slotAt: new Date('2030-01-01T00:00:00Z'), origin, recent }}
      direct={direct}
    />,
  );

it('a run by hand is told as such where AWS runs by itself what Rota does not see', () => {
  expect(shown('manual', true)).toContain('by hand');
  expect(shown('direct', true)).not.toContain('by hand');
  expect(shown('manual', false)).not.toContain('by hand');
});

it('those before it are told in words too, and a single one is not told twice', () => {
  expect(shown('clock', false, ['failed', 'succeeded', 'succeeded'])).toContain(
    'aria-label="Last 3: 1 failed; 2 succeeded"',
  );
  expect(shown('clock', false)).not.toContain('aria-label');
});
