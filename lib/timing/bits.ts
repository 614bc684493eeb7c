/** A set of small whole numbers as 32-bit words: plain data that survives JSON and costs a few bytes. */
export type Bits = readonly number[];

export function bitsOf(values: Iterable<number>, size: number): Bits {
  const words: number[] = new Array(Math.ceil(size / 32)).fill(0);
  for (const value of values) words[value >>> 5] = (words[value >>> 5] ?? 0) | (1 << (value & 31));
  return words;
}

/** Index of the lowest set bit of a 32-bit word, or 32 for zero. */
export function lowestBit(word: number): number {
  return word === 0 ? 32 : 31 - Math.clz32(word & -word);
}

/** The smallest member that is `from` or more, or -1. */
export function nextBit(bits: Bits, from: number): number {
  let index = from >>> 5;
  let word = (bits[index] ?? 0) & (-1 << (from & 31));
  while (word === 0) {
    index += 1;
    if (index >= bits.length) return -1;
    word = bits[index] ?? 0;
  }
  return index * 32 + lowestBit(word);
}

export function membersOf(bits: Bits): number[] {
  const members: number[] = [];
  for (let value = nextBit(bits, 0); value >= 0; value = nextBit(bits, value + 1)) members.push(value);
  return members;
}
