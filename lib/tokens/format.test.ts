import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf, prefixOf, readToken, SECRET_BYTES, writeToken } from './format';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ids = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 16, maxLength: 16 });
const secrets = fc.uint8Array({ minLength: SECRET_BYTES, maxLength: SECRET_BYTES });
const tokens = fc.tuple(ids, secrets).map(([id, secret]) => writeToken(id, secret));

describe('a token', () => {
  it('has 71 characters that need no quoting anywhere, tells its id, and its prefix', () => {
    fc.assert(
      fc.property(ids, secrets, (id, secret) => {
        const token = writeToken(id, secret);
        expect(token).toMatch(/^rota_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}$/);
        expect(readToken(token)).toEqual({ id });
        expect(token.startsWith(`${prefixOf(id)}_`)).toBe(true);
      }),
    );
  });

  it('differs with any bit of its secret', () => {
    fc.assert(
      fc.property(ids, secrets, fc.integer({ min: 0, max: SECRET_BYTES * 8 - 1 }), (id, secret, bit) => {
        const other = Uint8Array.from(secret);
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(writeToken(id, other).slice(0, -6)).not.toBe(writeToken(id, secret).slice(0, -6));
      }),
    );
  });

  it('is refused with one other character, wherever it stands', () => {
    const changes = fc.tuple(tokens, fc.nat(70), fc.constantFrom(...'09AZaz_-é '));
    fc.assert(
      fc.property(changes, ([token, at, other]) => {
        fc.pre(token[at] !== other);
        expect(readToken(token.slice(0, at) + other + token.slice(at + 1))).toHaveProperty('problem');
      }),
    );
  });

  it('is refused where two neighbours changed places, and where its end is missing', () => {
    fc.assert(
      fc.property(tokens, fc.integer({ min: 22, max: 69 }), (token, at) => {
        const [one = '', other = ''] = [token[at], token[at + 1]];
        fc.pre(one !== other);
        const swapped = token.slice(0, at) + other + one + token.slice(at + 2);
        expect(readToken(swapped)).toHaveProperty('problem');
        expect(readToken(token.slice(0, at))).toEqual({ problem: 'malformed', id: null });
      }),
    );
  });

  it('no other text passes for one, and none is too odd to be read', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80 }), (text) => 'problem' in readToken(text)));
    for (const odd of ['', '\0', '\ud800', '🙂', '__proto__', `rota_${'a'.repeat(1_000_000)}`])
      expect(readToken(odd)).toEqual({ problem: 'malformed', id: null });
  });

  // CRC-32 (ISO-HDLC) by the polynomial itself, as its definition has it.
  it('carries the CRC-32 of what stands before, and SHA-256 is kept of it', () => {
    const crc32 = (text: string) => {
      let crc = 0xffffffff;
      for (const byte of Buffer.from(text)) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
      }
      return (crc ^ 0xffffffff) >>> 0;
    };
    expect(crc32('123456789')).toBe(0xcbf43926);
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    fc.assert(
      fc.property(tokens, (token) => {
        const value = [...token.slice(-6)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
        expect(value).toBe(crc32(token.slice(0, -6)));
        expect(hashOf(token).toString('hex')).toBe(createHash('sha256').update(token).digest('hex'));
      }),
    );
  });
});
