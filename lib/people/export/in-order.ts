/**
 * Works on items, at most `atOnce` of them at the same time, and yields what came out in the order of the items. It takes
 * no item before there is room for it.
 * @throws what `items` or `work` throws, in the place of the item
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const under: Promise<R>[] = [];
  for await (const item of items) {
    const result = work(item);
    // What fails is thrown once it is its turn; until then nobody waits for it.
    result.catch(() => undefined);
    under.push(result);
    if (under.length < atOnce) continue;
    const [first] = under.splice(0, 1);
    if (first) yield await first;
  }
  for (const result of under) yield await result;
}
