import fc from 'fast-check';
import { CONTRACT_CONFIG, PASSWORD } from '@/lib/local/directory/contract-accounts';

export interface Attempt {
  name: string;
  password: string;
}

const MEGABYTE = 1_000_000;
/** Accounts that a right password lets in. */
const OPEN = ['alice', 'bob', 'carol', 'zoë', "o'brien"];
const FORMS = [
  (sam: string) => sam,
  (sam: string) => ` ${sam.toUpperCase()}\t`,
  (sam: string) => sam.normalize('NFD'),
  (sam: string) => `${sam}@${CONTRACT_CONFIG.upnSuffix}`,
  (sam: string) => `${sam}@${CONTRACT_CONFIG.netbiosDomain}`,
  (sam: string) => `${CONTRACT_CONFIG.netbiosDomain.toLowerCase()}\\${sam}`,
  (sam: string) => `${CONTRACT_CONFIG.upnSuffix}\\${sam}`,
];

const spelling = (name: string) => name.trim().normalize('NFC').toLowerCase();
const RIGHT = new Map(OPEN.flatMap((sam) => FORMS.map((form) => [spelling(form(sam)), sam])));

/** Whom an attempt must let in; null for nobody. */
export function rightfulAccount({ name, password }: Attempt): string | null {
  return password === PASSWORD ? (RIGHT.get(spelling(name)) ?? null) : null;
}

const joined = (pieces: string[]) =>
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 7 }).map((chosen) => chosen.join(''));

const FILTER = [
  '*',
  '(',
  ')',
  '\\',
  '|',
  '&',
  '!',
  '=',
  '>=',
  '~=',
  ':=',
  '\\2a',
  '\\00',
  'cn=',
  'objectClass=*',
];
const NAMES = [
  'alice',
  'bob',
  '@',
  'CORP',
  '\\',
  '@corp.example.test',
  'CN=',
  ',OU=Staff',
  ',DC=corp',
  '"',
  '#',
  ';',
  ' ',
];
const UNICODE = [
  'ａｌｉｃｅ',
  'alıce',
  'alicé',
  'e\u0308',
  'zo',
  'ß',
  'ſ',
  '\u200d',
  '\u202e',
  '\ufeff',
  '\u00a0',
  '\ud83d\udd11',
];
const BROKEN = ['alice', '\0', '\ud800', '\udfff', '\u0001', '\r\n', '\u0085', '\x7f', PASSWORD];
const SASL = [
  'PLAIN',
  'EXTERNAL',
  'GSSAPI',
  'GSS-SPNEGO',
  'DIGEST-MD5',
  'CRAM-MD5',
  'ANONYMOUS',
  'SCRAM-SHA-256',
];

const right = fc.tuple(fc.constantFrom(...OPEN), fc.constantFrom(...FORMS)).map(([sam, form]) => form(sam));
/** A rightful name with one character changed, put in or taken out. */
const nearly = fc
  .tuple(right, fc.nat(30), fc.constantFrom(...FILTER, ...UNICODE, ...BROKEN, ' ', 'x'), fc.nat(1))
  .map(([name, at, piece, cut]) => name.slice(0, at) + piece + name.slice(at + cut));
const huge = fc.constantFrom('a', '*', '(', '\0', '🔑', 'é').map((one) => one.repeat(MEGABYTE / one.length));

const name = fc.oneof(
  { arbitrary: right, weight: 3 },
  { arbitrary: nearly, weight: 4 },
  { arbitrary: joined(FILTER), weight: 2 },
  { arbitrary: joined([...FILTER, ...NAMES]), weight: 4 },
  { arbitrary: joined([...UNICODE, ...NAMES]), weight: 3 },
  { arbitrary: joined(BROKEN), weight: 1 },
  { arbitrary: fc.constantFrom(...SASL, ...SASL.map((one) => `${one}@`)), weight: 1 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 300 }), weight: 2 },
  { arbitrary: huge, weight: 1 },
);

const password = fc.oneof(
  { arbitrary: fc.constant(PASSWORD), weight: 6 },
  {
    arbitrary: fc.constantFrom('', ' ', '\0', PASSWORD.toUpperCase(), ` ${PASSWORD}`, `${PASSWORD}\0x`),
    weight: 2,
  },
  { arbitrary: joined([...FILTER, ...UNICODE, ...BROKEN]), weight: 2 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 1100 }), weight: 2 },
  { arbitrary: huge, weight: 1 },
);

/**
 * Names and passwords made to confuse, all different and the same at every run. Some are right, as a proof that the
 * rest could be.
 */
export function hostileAttempts(count: number): Attempt[] {
  const drawn = fc.sample(fc.record({ name, password }), count * 2);
  const distinct = new Map(drawn.map((attempt) => [`${attempt.name}\n${attempt.password}`, attempt]));
  return [...distinct.values()].slice(0, count);
}
