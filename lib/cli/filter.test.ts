import { expect, it } from 'vitest';
import { allSchedules } from './filter';

/** An API that has so many schedules. */
function having(count: number) {
  const fake: typeof fetch = async (asked) => {
    const { searchParams } = new URL(String(asked));
    const from = Number(searchParams.get('cursor') ?? 0);
    const to = Math.min(count, from + Number(searchParams.get('limit')));
    const items = Array.from({ length: to - from }, (_, at) => ({ id: String(from + at) }));
    return Response.json({ items, next: to < count ? String(to) : null });
  };
  return { baseUrl: 'http://localhost/api/v1', fetch: fake };
}

it('All are read page by page', async () => {
  const all = await allSchedules(having(2_050), {});
  expect(all.map(({ id }) => Number(id))).toEqual(Array.from({ length: 2_050 }, (_, at) => at));
});

it('A search that the API cuts is refused, not taken for all', async () => {
  expect(await allSchedules(having(2_000), { q: 'nightly' })).toHaveLength(2_000);
  await expect(allSchedules(having(2_001), { q: 'nightly' })).rejects.toThrow('Narrow it');
});
