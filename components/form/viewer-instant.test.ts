import { describe, expect, it } from 'vitest';
import { instantText, localText, shownText } from './viewer-instant';

describe('a time in a filter', () => {
  it.each([
    ['2026-11-21T09:00', 'UTC', '2026-11-21T09:00:00.000Z'],
    ['2026-11-21T09:00', 'Europe/Berlin', '2026-11-21T08:00:00.000Z'],
    ['2026-07-01T00:30', 'Asia/Kolkata', '2026-06-30T19:00:00.000Z'],
  ])('is an instant: %s in %s', (local, zone, instant) => {
    expect(instantText(local, zone, 'earlier')).toBe(instant);
    expect(localText(instant, zone)).toBe(local);
  });

  it('that occurs twice is either of its instants', () => {
    expect(instantText('2026-10-25T02:30', 'Europe/Berlin', 'earlier')).toBe('2026-10-25T00:30:00.000Z');
    expect(instantText('2026-10-25T02:30', 'Europe/Berlin', 'later')).toBe('2026-10-25T01:30:00.000Z');
  });

  it('that the clocks jump over is moved on by the jump', () => {
    const instant = instantText('2026-03-29T02:30', 'Europe/Berlin', 'earlier');
    expect(instant).toBe('2026-03-29T01:30:00.000Z');
    expect(localText(instant, 'Europe/Berlin')).toBe('2026-03-29T03:30');
  });

  it.each(['', 'nonsense', '2026-02-30T10:00', '9999-01-01T00:00', '1900-01-01T00:00', '2299-12-31T23:59'])(
    'is none: %j',
    (local) => {
      expect(instantText(local, 'UTC', 'earlier')).toBe('');
    },
  );
});

it.each([
  ['9999-12-31T23:59:59.000Z', '9999-12-31T23:59'],
  ['2300-01-02T00:00:00.000Z', '2300-01-02T00:00'],
  ['1800-01-01T00:00:00.000Z', '1800-01-01T00:00'],
  ['0001-01-01T00:00:00.000Z', '0001-01-01T00:00'],
])('shows %s in UTC, as no zone has an offset so far away', (instant, text) => {
  expect(localText(instant, 'Europe/Berlin')).toBe(text);
});

it('keeps a time while its year is typed, digit by digit, until it is an instant', () => {
  const [zone, filter] = ['Europe/Berlin', '2026-11-22T08:30:00.000Z'];
  for (const year of ['0002', '0020', '0202']) {
    const local = `${year}-11-22T09:30`;
    expect(instantText(local, zone, 'earlier')).toBe('');
    expect(shownText(filter, { local, beside: filter }, zone)).toBe(local);
  }
  expect(instantText('2025-11-22T09:30', zone, 'earlier')).toBe('2025-11-22T08:30:00.000Z');
  expect(shownText('', { local: '0002-11-22T09:30', beside: filter }, zone)).toBe('');
});

it('shows nothing of what is no instant', () => {
  expect(localText('yesterday', 'Europe/Berlin')).toBe('');
});
