import { describe, expect, it } from 'vitest';
import { instantText, localText } from './viewer-instant';

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

  it.each(['', 'nonsense', '2026-02-30T10:00', '9999-01-01T00:00'])('is none: %j', (local) => {
    expect(instantText(local, 'UTC', 'earlier')).toBe('');
  });
});

it('shows nothing of what is no instant', () => {
  expect(localText('yesterday', 'Europe/Berlin')).toBe('');
});
