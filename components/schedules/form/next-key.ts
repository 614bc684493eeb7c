/** A key that no target of the form has. */
export function nextKey(targets: readonly { key: string }[]): string {
  const numbers = targets.map(({ key }) => Number(/^new-(\d+)$/.exec(key)?.[1] ?? 0));
  return `new-${Math.max(0, ...numbers) + 1}`;
}
