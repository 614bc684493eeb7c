import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountFilter, isUsablePassword, normaliseName, parseName } from './name';

const DOMAIN = { upnSuffix: 'corp.example.test', netbiosDomain: 'CORP' };

describe('parseName', () => {
  it.each([
    ['alice', { sam: 'alice', upn: 'alice@corp.example.test' }],
    [' Alice\t', { sam: 'Alice', upn: 'Alice@corp.example.test' }],
    ['corp\\alice', { sam: 'alice' }],
    ['CORP.example.test\\alice', { sam: 'alice' }],
    ['alice@Corp', { sam: 'alice' }],
    ['alice@CORP.EXAMPLE.TEST', { sam: 'alice', upn: 'alice@CORP.EXAMPLE.TEST' }],
    ['alice@partner.test', { upn: 'alice@partner.test' }],
    ['a@b@corp.example.test', { sam: 'a@b', upn: 'a@b@corp.example.test' }],
    ['zoe\u0308', { sam: 'zo\u00eb', upn: 'zo\u00eb@corp.example.test' }],
  ])('reads %j', (typed, account) => {
    expect(parseName(typed, DOMAIN)).toEqual(account);
  });

  it.each([
    '',
    '  ',
    'OTHER\\alice',
    'CORP\\',
    '@corp',
    'alice@',
    'al\0ice',
    'a\nb',
    'a\ud800',
    'x'.repeat(257),
  ])('refuses %j', (typed) => {
    expect(parseName(typed, DOMAIN)).toBeNull();
  });

  it('takes the first label of the suffix for the NetBIOS name when none is given', () => {
    expect(parseName('CORP\\alice', { upnSuffix: 'corp.example.test' })).toEqual({ sam: 'alice' });
  });
});

describe('normaliseName', () => {
  it('gives one spelling, however often it is applied', () => {
    expect(normaliseName(' ZOE\u0308 ')).toBe('zo\u00eb');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'E', '\u0308', ' ', 'É', 'ß') }), (name) => {
        expect(normaliseName(normaliseName(name))).toBe(normaliseName(name));
      }),
    );
  });
});

describe('accountFilter', () => {
  it('turns no character of a name into syntax', () => {
    expect(accountFilter({ sam: '*)(cn=\\*' }).toString()).toBe(
      '(&(objectCategory=person)(objectClass=user)(|(sAMAccountName=\\2a\\29\\28cn=\\5c\\2a)))',
    );
  });
});

describe('isUsablePassword', () => {
  it.each(['', '\0', 'a\0', 'a\ud800', 'x'.repeat(1025)])('is false for %j', (password) => {
    expect(isUsablePassword(password)).toBe(false);
  });

  it.each([' ', 'pässwörd', '🔑', '*)(', 'x'.repeat(1024)])('is true for %j', (password) => {
    expect(isUsablePassword(password)).toBe(true);
  });
});
