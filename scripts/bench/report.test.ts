import { describe, expect, it } from 'vitest';
import type { Result } from './benchmark';
import { json, table } from './report';

const result: Result = {
  benchmark: 'example',
  measurements: [
    { name: 'fast', ratio: 2, goal: { atMost: 3 }, figures: { 'median ms': 1.234, n: 7 } },
    { name: 'at the goal', ratio: 3, goal: { atMost: 3 }, figures: {} },
    { name: 'slow', ratio: 3.01, goal: { atMost: 3 }, figures: {} },
    { name: 'throughput', ratio: 150, goal: { atLeast: 200 }, figures: {} },
    { name: 'told', ratio: 0.5, goal: null, figures: {} },
  ],
};

describe('the report of a benchmark', () => {
  it('says of each goal whether it is met', () => {
    expect(table(result).split('\n')).toEqual([
      'example: 2 of 4 goals MISSED',
      '             goal     measured          figures',
      'fast         ≤ 3 ×    2.00 ×    met     median ms 1.23, n 7',
      'at the goal  ≤ 3 ×    3.00 ×    met',
      'slow         ≤ 3 ×    3.01 ×    MISSED',
      'throughput   ≥ 200 ×  150 ×     MISSED',
      'told                  0.50 ×',
    ]);
  });

  it('holds the same as one JSON object', () => {
    const { results } = JSON.parse(json([result])) as { results: Result[] };
    expect(results[0]?.measurements.map((one) => 'met' in one && one.met)).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
    expect(results[0]?.measurements[0]).toMatchObject({ name: 'fast', ratio: 2, goal: { atMost: 3 } });
  });
});
