import fc from 'fast-check';

/** A typed name with its password. */
export interface Attempt {
  name: string;
  password: string;
}

/** A domain in which a right password lets some accounts in. */
export interface HostileDomain {
  /** Of those accounts, in lower case: sAMAccountNames. At least two. */
  accounts: readonly string[];
  /** Of all of them. */
  password: string;
  /** e.g. corp.example.test */
  upnSuffix: string;
  /** e.g. CORP */
  netbiosDomain: string;
}

const MEGABYTE = 1_000_000;
const spelling = (name: string) => name.trim().normalize('NFC').toLowerCase();

/** The ways to write an account's name that all mean it. */
const formsOf = ({ upnSuffix, netbiosDomain }: HostileDomain) => [
  (sam: string) => sam,
  (sam: string) => ` ${sam.toUpperCase()}\t`,
  (sam: string) => sam.normalize('NFD'),
  (sam: string) => `${sam}@${upnSuffix}`,
  (sam: string) => `${sam}@${netbiosDomain}`,
  (sam: string) => `${netbiosDomain.toLowerCase()}\\${sam}`,
  (sam: string) => `${upnSuffix}\\${sam}`,
];

/** Says whom an attempt must let in: a sAMAccountName, or null for nobody. */
export function rightfulIn(domain: HostileDomain): (attempt: Attempt) => string | null {
  const forms = formsOf(domain);
  const right = new Map(domain.accounts.flatMap((sam) => forms.map((form) => [spelling(form(sam)), sam])));
  return ({ name, password }) => (password === domain.password ? (right.get(spelling(name)) ?? null) : null);
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
const UNICODE = ['e\u0308', 'zo', 'ß', 'ſ', '\u200d', '\u202e', '\ufeff', '\u00a0', '\ud83d\udd11'];
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

/** From a Latin letter to its full-width form (Unicode, Halfwidth and Fullwidth Forms). */
const WIDE = 0xfee0;

/** What names and passwords are pieced together from. */
function piecesOf({
  accounts: [first = '', second = ''],
  password,
  upnSuffix,
  netbiosDomain,
}: HostileDomain) {
  const wide = first.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + WIDE));
  return {
    names: [
      first,
      second,
      netbiosDomain,
      `@${upnSuffix}`,
      '@',
      '\\',
      'CN=',
      ',OU=Staff',
      ',DC=corp',
      '"',
      '#',
      ';',
      ' ',
    ],
    unicode: [wide, first.replace('i', 'ı'), `${first}\u0301`, ...UNICODE],
    broken: [first, password, '\0', '\ud800', '\udfff', '\u0001', '\r\n', '\u0085', '\x7f'],
  };
}

const huge = fc.constantFrom('a', '*', '(', '\0', '🔑', 'é').map((one) => one.repeat(MEGABYTE / one.length));

function anyName(domain: HostileDomain, { names, unicode, broken }: ReturnType<typeof piecesOf>) {
  const right = fc
    .tuple(fc.constantFrom(...domain.accounts), fc.constantFrom(...formsOf(domain)))
    .map(([sam, form]) => form(sam));
  // A rightful name with one character changed, put in or taken out. */
  const nearly = fc
    .tuple(right, fc.nat(30), fc.constantFrom(...FILTER, ...unicode, ...broken, ' ', 'x'), fc.nat(1))
    .map(([name, at, piece, cut]) => name.slice(0, at) + piece + name.slice(at + cut));
  return fc.oneof(
    { arbitrary: right, weight: 12 },
    { arbitrary: nearly, weight: 16 },
    { arbitrary: joined(FILTER), weight: 8 },
    { arbitrary: joined([...FILTER, ...names]), weight: 16 },
    { arbitrary: joined([...unicode, ...names]), weight: 12 },
    { arbitrary: joined(broken), weight: 4 },
    { arbitrary: fc.constantFrom(...SASL, ...SASL.map((one) => `${one}@`)), weight: 4 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 300 }), weight: 8 },
    { arbitrary: huge, weight: 1 },
  );
}

function anyPassword({ password }: HostileDomain, { unicode, broken }: ReturnType<typeof piecesOf>) {
  const nearly = ['', ' ', '\0', password.toUpperCase(), ` ${password}`, `${password}\0x`];
  return fc.oneof(
    { arbitrary: fc.constant(password), weight: 24 },
    { arbitrary: fc.constantFrom(...nearly), weight: 8 },
    { arbitrary: joined([...FILTER, ...unicode, ...broken]), weight: 8 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 1100 }), weight: 8 },
    { arbitrary: huge, weight: 1 },
  );
}

/**
 * Names and passwords made to confuse, all different and the same at every run. Some are right, as a proof that the
 * rest could be.
 */
export function hostileAttempts(domain: HostileDomain, count: number): Attempt[] {
  const pieces = piecesOf(domain);
  const attempt = fc.record({ name: anyName(domain, pieces), password: anyPassword(domain, pieces) });
  const drawn = fc.sample(attempt, count * 2);
  const distinct = new Map(drawn.map((one) => [`${one.name}\n${one.password}`, one]));
  return [...distinct.values()].slice(0, count);
}
