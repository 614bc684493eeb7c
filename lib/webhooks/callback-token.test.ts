import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackToken, readCallbackToken } from './callback-token';

const key = randomBytes(32);
const RUN = '0123456789abcdef';
const UNTIL = new Date('2026-06-01T08:00:00Z');
const SAYS = { runId: RUN, attemptsBefore: 2, expiresAt: UNTIL };
const token = callbackToken(SAYS, key);

describe('the token of a call-back', () => {
  it('says which sending of which run it is for, and when it expires', () => {
    expect(readCallbackToken(token, key)).toEqual(SAYS);
  });

  it('is nobody else’s: any other text is refused', () => {
    const place = fc.nat({ max: token.length - 1 });
    const char = fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyzABCXYZ-_.=');
    fc.assert(
      fc.property(place, char, (at, put) => {
        const forged = token.slice(0, at) + put + token.slice(at + 1);
        expect(readCallbackToken(forged, key) === null).toBe(forged !== token);
      }),
    );
  });

  it.each([
    ['another run', `fedcba9876543210${token.slice(16)}`],
    ['another sending', token.replace('.2.', '.3.')],
    ['a later end', token.replace(/\.\d{10}\./, '.9999999999.')],
    ['nothing behind it', token.slice(0, token.lastIndexOf('.'))],
    ['something behind it', `${token}x`],
    ['nothing at all', ''],
  ])('is refused with %s', (_, forged) => {
    expect(readCallbackToken(forged, key)).toBeNull();
  });

  it('is refused under another key', () => {
    expect(readCallbackToken(token, randomBytes(32))).toBeNull();
  });
});
