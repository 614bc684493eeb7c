import { expect, it } from 'vitest';
import { refusalOf } from './use-form';

const FIELDS = ['from', 'until', 'reason'];

it('shows the first of the messages of a field, by the name that the field has', () => {
  const fields = [
    { path: 'window.until', message: 'Enter a date and time.' },
    { path: 'window.until', message: 'The end must be after the start.' },
    { path: 'reason', message: "The reason can't be empty." },
  ];
  expect(refusalOf({ fields, message: 'Wrong' }, FIELDS, 'window')).toEqual({
    problems: { until: 'Enter a date and time.', reason: "The reason can't be empty." },
    failure: null,
  });
});

it('says what is said of no field', () => {
  expect(refusalOf({ fields: [], message: 'Somebody changed it.' }, FIELDS)).toEqual({
    problems: {},
    failure: 'Somebody changed it.',
  });
});

it('says what is said of fields that the form does not have, once nothing is wrong with its own', () => {
  const fields = [
    { path: 'targets', message: 'Choose one at least.' },
    { path: 'inputs.a', message: 'Enter JSON.' },
  ];
  const message = '2 fields need your attention.';
  expect(refusalOf({ fields, message }, FIELDS)).toEqual({
    problems: {},
    failure: 'Choose one at least. Enter JSON.',
  });
  const own = { path: 'reason', message: 'Say why.' };
  expect(refusalOf({ fields: [...fields, own], message }, FIELDS)).toEqual({
    problems: { reason: 'Say why.' },
    failure: null,
  });
});

it('says of a field what is wrong with a part of it', () => {
  const fields = [{ path: 'until.at', message: 'This time has passed.' }];
  expect(refusalOf({ fields, message: 'Wrong' }, FIELDS)).toEqual({
    problems: { until: 'This time has passed.' },
    failure: null,
  });
});
