import { describe, expect, it } from 'vitest';
import { offsetText } from './run-text';
import { searchZones } from './search-zones';

describe('a zone is found', () => {
  it('by the beginning of a city first', () => {
    expect(searchZones('lond', null)[0]).toBe('Europe/London');
    expect(searchZones('new york', null)).toEqual(['America/New_York']);
  });

  it('by region and city in any order', () => {
    expect(searchZones('york america', null)).toContain('America/New_York');
  });

  it("without a query, the viewer's own first", () => {
    expect(searchZones('', 'Asia/Tokyo')[0]).toBe('Asia/Tokyo');
    expect(searchZones('', 'Not/AZone')[0]).not.toBe('Not/AZone');
  });

  it('or not at all', () => {
    expect(searchZones('atlantis', null)).toEqual([]);
  });
});

it('offsets are written as people do', () => {
  expect([0, 60, -210, 345].map(offsetText)).toEqual(['UTC', 'UTC+1', 'UTC−3:30', 'UTC+5:45']);
});
