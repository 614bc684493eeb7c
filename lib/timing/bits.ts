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

/** Index of the highest set bit of a 32-bit word, or -1 for zero. */
export function highestBit(word: number): number {
  return 31 - Math.clz32(word);
}

/** How many bits of a 32-bit word are set (Warren, "Hacker's Delight", figure 5-2). */
export function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The lowest `count` bits of a 32-bit word, 0 to 32. */
export function lowBits(count: number): number {
  return count >= 32 ? -1 : (1 << count) - 1;
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

/** The largest member that is `to` or less, or -1; also for a negative `to`. */
export function previousBit(bits: Bits, to: number): number {
  if (to < 0) return -1;
  let index = to >>> 5;
  let word = (bits[index] ?? 0) & lowBits((to & 31) + 1);
  while (word === 0) {
    index -= 1;
    if (index < 0) return -1;
    word = bits[index] ?? 0;
  }
  return index * 32 + highestBit(word);
}

export function membersOf(bits: Bits): number[] {
  const members: number[] = [];
  for (let value = nextBit(bits, 0); value >= 0; value = nextBit(bits, value + 1)) members.push(value);
  return members;
}
