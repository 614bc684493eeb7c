import { expect, it } from 'vitest';
import { problemsOf } from './problems';

it('shows the first of the messages of a field, by the name that the field has', () => {
  const fields = [
    { path: 'window.until', message: 'Enter a date and time.' },
    { path: 'window.until', message: 'The end must be after the start.' },
    { path: 'reason', message: "The reason can't be empty." },
  ];
  expect(problemsOf({ fields, message: 'Wrong' }, 'window', 'reason')).toEqual({
    until: 'Enter a date and time.',
    reason: "The reason can't be empty.",
  });
});

it('shows what is said of no field where the form wants it', () => {
  expect(problemsOf({ fields: [], message: 'Somebody changed it.' }, 'gate', 'all')).toEqual({
    all: 'Somebody changed it.',
  });
});
