import { expect, it } from 'vitest';
import { AtOnce } from './at-once';

it('runs as many at once as it may, lets some wait in their order, and turns the rest away', async () => {
  const atOnce = new AtOnce(2, 2);
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const all = [0, 1, 2, 3, 4].map((n) =>
    atOnce.run(() => {
      begun.push(n);
      return new Promise<number>((resolve) => ends.push(() => resolve(n)));
    }),
  );
  expect(await all[4]).toBeNull();
  expect(begun).toEqual([0, 1]);
  ends[1]?.();
  expect(await all[1]).toBe(1);
  expect(begun).toEqual([0, 1, 2]);
  for (const n of [0, 2, 3]) {
    ends[n]?.();
    expect(await all[n]).toBe(n);
  }
  expect(begun).toEqual([0, 1, 2, 3]);
});

it('makes room where work fails', async () => {
  const atOnce = new AtOnce(1, 0);
  await expect(atOnce.run(() => Promise.reject(new Error('No.')))).rejects.toThrow('No.');
  expect(await atOnce.run(async () => 'done')).toBe('done');
});
