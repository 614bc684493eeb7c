import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guidToBuffer, guidToString, sidToBuffer, sidToString } from './ids';

describe('SIDs', () => {
  it('are encoded as Windows does it', () => {
    const administrators = Buffer.from('01020000000000052000000020020000', 'hex');
    expect(sidToString(administrators)).toBe('S-1-5-32-544');
    expect(sidToBuffer('S-1-5-32-544')).toEqual(administrators);
  });

  it('survive encoding and decoding', () => {
    const part = fc.nat(0xffffffff);
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.array(part, { minLength: 1, maxLength: 15 }), (authority, parts) => {
        const sid = ['S', 1, authority, ...parts].join('-');
        expect(sidToString(sidToBuffer(sid) ?? Buffer.alloc(0))).toBe(sid);
      }),
    );
  });

  it.each(['', 'S-1-5', 'S-2-5-1', 'S-1-5-4294967296', 'S-1-5-x', 'rota-admins'])(
    'do not include %j',
    (sid) => {
      expect(sidToBuffer(sid)).toBeNull();
    },
  );

  it('are not made of bytes that are none', () => {
    expect(() => sidToString(Buffer.from([1, 2, 0]))).toThrow(RangeError);
  });
});

describe('GUIDs', () => {
  it('have three little-endian fields', () => {
    const bytes = Buffer.from('33221100554477668899aabbccddeeff', 'hex');
    expect(guidToString(bytes)).toBe('00112233-4455-6677-8899-aabbccddeeff');
    expect(guidToBuffer('00112233-4455-6677-8899-AABBCCDDEEFF')).toEqual(bytes);
  });

  it.each(['', '*', '00112233-4455-6677-8899-aabbccddeef', '{00112233-4455-6677-8899-aabbccddeeff}'])(
    'do not include %j',
    (guid) => {
      expect(guidToBuffer(guid)).toBeNull();
    },
  );
});
