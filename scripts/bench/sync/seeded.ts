/** Numbers in [0, 1) that are the same at every run (xorshift32: Marsaglia, "Xorshift RNGs", 2003). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state / 2 ** 32;
  };
}
