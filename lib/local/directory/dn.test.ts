import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DnSyntaxError, dnKey, escapeRdnValue, levelsBelow, parseDn } from './dn';

describe('parseDn', () => {
  it('resolves escapes of single characters and of UTF-8 in hex', () => {
    expect(parseDn('CN=M\\c3\\bcller\\, Zo\\C3\\AB, OU = Ops\\\\East ,DC=corp')).toEqual([
      { type: 'cn', value: 'Müller, Zoë' },
      { type: 'ou', value: 'Ops\\East' },
      { type: 'dc', value: 'corp' },
    ]);
  });

  it('keeps escaped spaces at the ends and drops others', () => {
    expect(parseDn('cn= \\ a\\ ')).toEqual([{ type: 'cn', value: ' a ' }]);
  });

  it.each(['cn', '=x', 'cn=a,,dc=b', 'cn=a+b=c', 'cn="a"', 'cn=a;b', 'cn=a\\'])('refuses %j', (dn) => {
    expect(() => parseDn(dn)).toThrow(DnSyntaxError);
    expect(dnKey(dn)).toBeNull();
  });

  it('reads back every escaped value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        expect(parseDn(`CN=${escapeRdnValue(value)},DC=x`)[0]).toEqual({ type: 'cn', value });
      }),
    );
  });
});

describe('dnKey', () => {
  it('is the same for names that differ in case, spacing and way of escaping', () => {
    expect(dnKey('CN=Ops\\2c East, DC=Corp')).toBe(dnKey('cn=ops\\, east,dc=CORP'));
  });

  it('is never the same for a comma in a value and one between parts', () => {
    expect(dnKey('cn=a\\,dc=b')).not.toBe(dnKey('cn=a,dc=b'));
  });
});

describe('levelsBelow', () => {
  const levels = (dn: string, base: string) => levelsBelow(dnKey(dn) ?? '', dnKey(base) ?? '');

  it('counts parts, not characters', () => {
    expect(levels('DC=x', 'DC=x')).toBe(0);
    expect(levels('CN=a\\,b,DC=x', 'DC=x')).toBe(1);
    expect(levels('CN=a,OU=b,DC=x', 'DC=x')).toBe(2);
    expect(levels('CN=a,ADC=x', 'DC=x')).toBeNull();
  });
});
