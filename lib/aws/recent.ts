/**
 * Keeps what was made for a key, and lets go of what was not used for longest.
 * @param most how many are kept
 * @returns gives the value of a key, which is made where none is kept
 */
export function recent<V>(most: number): (key: string, make: () => V) => V {
  const kept = new Map<string, V>();
  return (key, make) => {
    const value = kept.get(key) ?? make();
    kept.delete(key);
    kept.set(key, value);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return value;
  };
}
