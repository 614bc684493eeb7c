import { describe, expect, it } from 'vitest';
import { listFilter } from '@/lib/schedules/filter';
import { listHref, listValues, sortHref } from './list-href';

const values = (query: string) =>
  listValues(listFilter.parse(Object.fromEntries(new URLSearchParams(query))));

describe('listHref', () => {
  it('leaves out what is the default', () => expect(listHref(values(''))).toBe('/schedules'));

  it('keeps every filter and drops the place', () => {
    const query = 'q=night+%26+day&team=t1&state=paused&sync=failed&owner=Ada&tag=crm&sort=next&dir=desc';
    expect(listHref(values(`${query}&after=abc`))).toBe(`/schedules?${query}`);
  });

  it('goes to a place', () =>
    expect(listHref(values('q=x'), { after: 'abc' })).toBe('/schedules?q=x&after=abc'));
});

describe('sortHref', () => {
  it.each([
    ['', 'next', '/schedules?sort=next'],
    ['sort=next', 'next', '/schedules?sort=next&dir=desc'],
    ['sort=next&dir=desc', 'next', '/schedules?sort=next'],
    ['', 'name', '/schedules?dir=desc'],
    ['', 'updated', '/schedules?sort=updated&dir=desc'],
    ['sort=updated&dir=desc', 'updated', '/schedules?sort=updated'],
  ] as const)('from %j by %s is %s', (query, sort, href) => expect(sortHref(values(query), sort)).toBe(href));
});
