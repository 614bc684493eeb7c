import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvLine } from '@/lib/csv';
import { rowCounter } from './export-rows';

/** In parts of a few bytes, as a network may bring them. */
const counted = (format: 'csv' | 'jsonl', text: string, size: number): number => {
  const count = rowCounter(format);
  const bytes = new TextEncoder().encode(text);
  let rows = count(new Uint8Array());
  for (let i = 0; i < bytes.length; i += size) rows = count(bytes.subarray(i, i + size));
  return rows;
};

it('counts the rows of CSV without its head, whatever stands in them', () =>
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string({ unit: fc.constantFrom('"', '\n', '\r', ',', 'é') }), { minLength: 1 })),
      fc.integer({ min: 1, max: 7 }),
      (rows, size) =>
        counted('csv', [csvLine(['head']), ...rows.map(csvLine)].join(''), size) === rows.length,
    ),
  ));

it('counts the lines of JSON, whatever stands in them', () =>
  fc.assert(
    fc.property(fc.array(fc.json()), fc.integer({ min: 1, max: 7 }), (rows, size) => {
      expect(counted('jsonl', rows.map((row) => `${row}\n`).join(''), size)).toBe(rows.length);
    }),
  ));
