const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

let seed = 0;
let count = 0;

/** From now on ids follow from a seed. */
export function seedIds(given: number): void {
  seed = given;
  count = 0;
}

/** An id of the same form as the product's, never given twice. */
export function seededId(): string {
  count += 1;
  const text = (number: number, length: number) =>
    Array.from({ length }, (_, i) => ALPHABET[Math.floor(number / 32 ** (length - 1 - i)) % 32]).join('');
  return `${text(seed, 8)}${text(count, 8)}`;
}
