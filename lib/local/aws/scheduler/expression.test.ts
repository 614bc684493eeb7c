import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextSlot, parseExpression } from './expression';

const ms = (text: string) => Date.parse(text);
const iso = (instant: number | null) =>
  instant === null ? null : new Date(instant).toISOString().slice(0, 16);

function upcoming(expression: string, zone: string, from: string, count: number): (string | null)[] {
  const parsed = parseExpression(expression, zone);
  const found: (string | null)[] = [];
  let after = ms(from);
  for (let index = 0; index < count; index += 1) {
    const slot = nextSlot(parsed, { anchor: ms(from) }, after);
    found.push(iso(slot));
    if (slot === null) break;
    after = slot;
  }
  return found;
}

test.each([
  ['cron(0 9 L * ? *)', ['2026-01-31T09:00', '2026-02-28T09:00']],
  ['cron(0 9 LW * ? *)', ['2026-01-30T09:00', '2026-02-27T09:00']],
  ['cron(0 9 1W * ? *)', ['2026-01-01T09:00', '2026-02-02T09:00']],
  ['cron(0 9 15W * ? *)', ['2026-01-15T09:00', '2026-02-16T09:00']],
  ['cron(0 9 ? * 6L *)', ['2026-01-30T09:00', '2026-02-27T09:00']],
  ['cron(0 9 ? * FRIL *)', ['2026-01-30T09:00', '2026-02-27T09:00']],
  ['cron(0 9 ? * L *)', ['2026-01-03T09:00', '2026-01-10T09:00']],
  ['cron(0 9 ? * 2#1 *)', ['2026-01-05T09:00', '2026-02-02T09:00']],
  ['cron(0 9 ? * MON#5 *)', ['2026-03-30T09:00', '2026-06-29T09:00']],
  ['cron(0 9 ? * 1 *)', ['2026-01-04T09:00', '2026-01-11T09:00']],
  ['cron(0 9 ? * MON-FRI *)', ['2026-01-01T09:00', '2026-01-02T09:00', '2026-01-05T09:00']],
  ['cron(0 22-2/2 1 * ? *)', ['2026-01-01T02:00', '2026-01-01T22:00', '2026-02-01T00:00']],
  [
    'cron(5/20 8 1 JAN,jul ? *)',
    ['2026-01-01T08:05', '2026-01-01T08:25', '2026-01-01T08:45', '2026-07-01T08:05'],
  ],
  ['cron(0 9 1 1 ? 2026-2027)', ['2026-01-01T09:00', '2027-01-01T09:00', null]],
  ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
  ['cron(0 0 31 2 ? *)', [null]],
  ['rate(1 day)', ['2026-01-02T00:00', '2026-01-03T00:00']],
])('%s names the expected times', (expression, expected) => {
  expect(upcoming(expression, 'UTC', '2026-01-01T00:00:00Z', expected.length)).toEqual(expected);
});

test.each([
  // Berlin leaves out 02:00-03:00 on 29 March 2026 and repeats it on 25 October.
  ['cron(0/30 2 * * ? *)', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-30T00:00', '2026-03-30T00:30']],
  ['cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
  [
    'cron(0/30 * * * ? *)',
    'Europe/Berlin',
    '2026-10-24T23:59:00Z',
    ['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T02:00'],
  ],
  // Lord Howe Island moves its clock by half an hour.
  [
    'cron(45 1 * * ? *)',
    'Australia/Lord_Howe',
    '2026-04-04T00:00:00Z',
    ['2026-04-04T14:45', '2026-04-05T15:15'],
  ],
  ['cron(15 2 * * ? *)', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', ['2026-10-04T15:15']],
  // Samoa left out 30 December 2011.
  ['cron(0 12 * * ? *)', 'Pacific/Apia', '2011-12-29T00:00:00Z', ['2011-12-29T22:00', '2011-12-30T22:00']],
])('%s in %s after a clock change', (expression, zone, from, expected) => {
  expect(upcoming(expression, zone, from, expected.length)).toEqual(expected);
});

test.each([
  ['at(2026-07-01T10:00:00)', 'Europe/Berlin', '2026-07-01T08:00'],
  ['at(2026-10-25T02:30:00)', 'Europe/Berlin', '2026-10-25T00:30'],
  ['at(2026-03-29T02:30:00)', 'Europe/Berlin', '2026-03-29T01:30'],
])('%s in %s is the instant expected', (expression, zone, expected) => {
  expect(upcoming(expression, zone, '2026-01-01T00:00:00Z', 2)).toEqual([expected, null]);
});

test('every slot of a cron is the next minute whose local fields fit, as a walk over the minutes finds it', () => {
  const field = (low: number, high: number) =>
    fc.uniqueArray(fc.integer({ min: low, max: high }), { minLength: 1, maxLength: 4 });
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu');
  const starts = fc.integer({
    min: ms('2026-01-01T00:00:00Z') / 60_000,
    max: ms('2026-12-25T00:00:00Z') / 60_000,
  });
  fc.assert(
    fc.property(field(0, 59), field(0, 23), zones, starts, (minutes, hours, zone, start) => {
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'short',
      });
      const seen = new Set<string>();
      let expected: number | null = null;
      // Two hours earlier, so that a local time that has been there before is known.
      for (let minute = start - 120; minute < start + 3 * 1440; minute += 1) {
        const text = format.format(minute * 60_000);
        const repeated = seen.has(text);
        seen.add(text);
        const [hour, past] = text.slice(-5).split(':').map(Number);
        const fits = minutes.includes(past ?? -1) && hours.includes(hour ?? -1);
        if (minute <= start || repeated || !fits) continue;
        expected = minute * 60_000;
        break;
      }
      const expression = parseExpression(`cron(${minutes} ${hours} * * ? *)`, zone);
      expect(nextSlot(expression, { anchor: 0 }, start * 60_000)).toBe(expected);
    }),
    { numRuns: 60 },
  );
});

test('start and end bound a rate and a cron, both inclusive', () => {
  const rate = parseExpression('rate(10 minutes)', 'UTC');
  const start = ms('2026-01-01T00:00:00Z');
  const bounds = { anchor: start, start, end: start + 1_200_000 };
  expect(nextSlot(rate, bounds, 0)).toBe(start);
  expect(nextSlot(rate, bounds, start + 600_000)).toBe(start + 1_200_000);
  expect(nextSlot(rate, bounds, start + 1_200_000)).toBeNull();
  const cron = parseExpression('cron(0 0 * * ? *)', 'UTC');
  expect(nextSlot(cron, bounds, 0)).toBe(start);
  expect(nextSlot(cron, bounds, start)).toBeNull();
});
