import { describe, expect, it } from 'vitest';
import { absoluteText, relativeText, utcText } from './date-text';

const NOW = Date.parse('2026-11-21T09:00:00Z');
const from = (milliseconds: number) => new Date(NOW + milliseconds);

describe('relativeText', () => {
  it.each([
    [59_000, 'in less than a minute'],
    [-59_000, 'just now'],
    [0, 'now'],
    [15_000, 'now'],
    [-15_000, 'now'],
    [60_000, 'in 1 min'],
    [-125_000, '2 min ago'],
    [3 * 3_600_000 + 1, 'in 3 h'],
    [-50 * 3_600_000, '2 d ago'],
  ])('says how far %i ms are', (distance, text) => expect(relativeText(from(distance), NOW)).toBe(text));
});

describe('absoluteText', () => {
  it("shows the zone's wall clock with midnight as 00:00", () => {
    expect(absoluteText(new Date('2026-07-01T22:00:00Z'), 'Europe/Berlin')).toBe('2 Jul 2026, 00:00');
  });
});

describe('utcText', () => {
  it('shows seconds and the zone', () => {
    expect(utcText(from(1000))).toBe('2026-11-21 09:00:01 UTC');
  });
});
