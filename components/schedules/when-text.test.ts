import { describe, expect, it } from 'vitest';
import { durationText, whenText } from './when-text';

describe('whenText', () => {
  it('speaks English', () => expect(whenText('rate(15 minutes)', 'Europe/London')).toBe('Every 15 minutes'));
  it('says the second', () =>
    expect(whenText('cron(0 9 * * ? *)', 'UTC', 30)).toBe('At 09:00:30 every day, in UTC'));
  it('shows an expression that it can not read as it is', () =>
    expect(whenText('every so often', 'UTC')).toBe('every so often'));
});

describe('durationText', () => {
  it.each([
    [60, '1 min'],
    [90, '90 s'],
    [3600, '1 h'],
    [5400, '90 min'],
    [86_400, '1 d'],
  ])('%i seconds are %s', (seconds, text) => expect(durationText(seconds)).toBe(text));
});
