import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { RunAttempt } from '@/lib/runs/queries-one';
import { Attempts } from './attempts';

const attempt = (number: number, reason: string | null): RunAttempt => ({
  attempt: number,
  startedAt: new Date('2030-01-01T00:00:00Z'),
  endedAt: new Date('2030-01-01T00:00:01Z'),
  outcome: reason === null ? 'succeeded' : 'failed',
  reason,
  status: null,
  excerpt: null,
  requestId: null,
  links: [],
});

it('a reason that stays the same is told in full once', () => {
  const reasons = ['Refused.', 'Refused.', 'Refused.', 'It answered 503.', 'Refused.', null, null];
  const shown = renderToStaticMarkup(
    <Attempts attempts={reasons.map((reason, index) => attempt(index + 1, reason))} over keepsAnswers />,
  );
  const told = [...shown.matchAll(/<p[^>]*>([^<]*)<\/p>/g)].map(([, text]) => text);
  expect(told).toEqual([
    'Refused.',
    'The same as before.',
    'The same as before.',
    'It answered 503.',
    'Refused.',
  ]);
});
