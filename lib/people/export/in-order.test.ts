import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inOrder } from './in-order';

async function* numbers(count: number, taken: number[] = []) {
  for (let n = 0; n < count; n += 1) {
    taken.push(n);
    yield n;
  }
}

it('yields in order, with no more at once than allowed, and takes nothing ahead', async () => {
  let under = 0;
  let most = 0;
  const taken: number[] = [];
  const results: number[] = [];
  const work = async (n: number) => {
    under += 1;
    most = Math.max(most, under);
    for (let i = 0; i < 5 - (n % 5); i += 1) await turn();
    under -= 1;
    return n * 2;
  };
  for await (const result of inOrder(numbers(50, taken), 4, work)) {
    results.push(result);
    expect(taken.length).toBeLessThanOrEqual(results.length + 4);
  }
  expect(results).toEqual(Array.from({ length: 50 }, (_, n) => n * 2));
  expect(most).toBe(4);
});

it('throws what failed in its place, and nothing goes unheard', async () => {
  const results: number[] = [];
  const work = async (n: number) => {
    if (n >= 2) throw new Error(`no ${n}`);
    return n;
  };
  await expect(async () => {
    for await (const result of inOrder(numbers(9), 4, work)) {
      await turn();
      results.push(result);
    }
  }).rejects.toThrow('no 2');
  expect(results).toEqual([0, 1]);
});
