import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { Outcome } from '@/lib/runs/queries-outcomes';
import { LastOutcome } from './last-outcome';

const shown = (origin: Outcome['origin'], direct: boolean) =>
  renderToStaticMarkup(
    <LastOutcome
      last={{ id: 'r1', state: 'delivered', slotAt: new Date('2030-01-01T00:00:00Z'), origin }}
      direct={direct}
    />,
  );

it('a run by hand is told as such where AWS runs by itself what Rota does not see', () => {
  expect(shown('manual', true)).toContain('by hand');
  expect(shown('direct', true)).not.toContain('by hand');
  expect(shown('manual', false)).not.toContain('by hand');
});
