import { expect, it } from 'vitest';
import { auditFilter, readFilter } from './filter';

const nothing = auditFilter.parse({});

it('reads what an address says', () => {
  const { filter, given, problems } = readFilter({ q: ' May ', from: '2026-11-21T09:30:00Z', outcome: 'ok' });
  expect(filter).toEqual({ ...nothing, q: 'May', from: '2026-11-21T09:30:00.000Z', outcome: 'ok' });
  expect(given).toMatchObject({ q: 'May', from: '2026-11-21T09:30:00.000Z', outcome: 'ok' });
  expect(problems).toEqual({});
});

it.each([
  ['from', 'yesterday', '“yesterday” is no time'],
  ['to', '2026-02-30T00:00:00Z', 'is no time'],
  ['outcome', 'okay', 'Choose one of: ok, denied, failed.'],
  ['team', 'x'.repeat(17), 'at most 16 characters'],
  ['q', 'a\0b', 'at most 200 characters'],
  ['ip', ['192.0.2.1', '192.0.2.2'], 'twice'],
] as const)('says what is wrong with %s=%j, keeps it, and does not filter by it', (field, value, problem) => {
  const read = readFilter({ [field]: typeof value === 'string' ? value : [...value] });
  expect(read.filter).toEqual(nothing);
  expect(read.problems).toEqual({ [field]: expect.stringContaining(problem) });
  expect(read.given[field]).toBe([value].flat()[0]?.replace('\0', ''));
});

it('asks for an end after the beginning', () => {
  const at = '2026-11-21T09:30:00Z';
  expect(readFilter({ from: at, to: at }).problems).toEqual({ to: expect.stringContaining('later') });
  expect(readFilter({ from: at, to: '2026-11-21T09:31:00Z' }).problems).toEqual({});
});

it('takes an empty or unknown field for none', () => {
  expect(readFilter({ from: '', team: ' ', nonsense: 'x' })).toMatchObject({ filter: nothing, problems: {} });
});
