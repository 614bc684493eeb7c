import { AndFilter, EqualityFilter, type Filter, OrFilter } from 'ldapts';

/** The domain that bare names belong to. */
export interface Domain {
  /** e.g. corp.example.test */
  upnSuffix: string;
  /** e.g. CORP; the first label of the suffix when left out. */
  netbiosDomain?: string;
}

/** Which account a typed name means. */
export interface AccountName {
  sam?: string;
  upn?: string;
}

/** Longer names are refused unasked; a userPrincipalName has 1024 characters at most, in practice far fewer. */
const MAX_NAME = 256;
/** Active Directory keeps 256 characters at most. */
const MAX_PASSWORD = 1024;
const LONE_SURROGATE = /\p{Surrogate}/u;
const CONTROL = /\p{Cc}/u;

/** One spelling for each account name: trimmed, NFC, lower case. For throttle keys and comparisons. */
export function normaliseName(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}

/** Whether a password may be sent at all. An empty one would succeed unauthenticated (RFC 4513, 5.1.2). */
export function isUsablePassword(password: string): boolean {
  return (
    password !== '' &&
    password.length <= MAX_PASSWORD &&
    !password.includes('\0') &&
    !LONE_SURROGATE.test(password)
  );
}

/**
 * Reads a name as people type it: `alice`, `CORP\alice`, `alice@corp.example.test` or `alice@CORP`.
 * Null when it can belong to no account of this domain.
 */
export function parseName(typed: string, domain: Domain): AccountName | null {
  const name = typed.trim().normalize('NFC');
  if (name === '' || name.length > MAX_NAME || CONTROL.test(name) || LONE_SURROGATE.test(name)) return null;
  const suffix = domain.upnSuffix.toLowerCase();
  const netbios = (domain.netbiosDomain ?? suffix.split('.')[0] ?? '').toLowerCase();
  const slash = name.indexOf('\\');
  if (slash >= 0) {
    const sam = name.slice(slash + 1);
    const known = [netbios, suffix].includes(name.slice(0, slash).toLowerCase());
    return known && sam !== '' ? { sam } : null;
  }
  const at = name.lastIndexOf('@');
  if (at < 0) return { sam: name, upn: `${name}@${suffix}` };
  const local = name.slice(0, at);
  const host = name.slice(at + 1).toLowerCase();
  if (local === '' || host === '') return null;
  if (host === netbios) return { sam: local };
  return host === suffix ? { sam: local, upn: name } : { upn: name };
}

const USERS = [
  new EqualityFilter({ attribute: 'objectCategory', value: 'person' }),
  new EqualityFilter({ attribute: 'objectClass', value: 'user' }),
];

/** A search filter for users with one of these values, built from parts: nothing in a name is syntax. */
export function userFilter(values: Record<string, string | Buffer>): Filter {
  const filters = Object.entries(values).map(
    ([attribute, value]) => new EqualityFilter({ attribute, value }),
  );
  return new AndFilter({ filters: [...USERS, new OrFilter({ filters })] });
}

/** The filter that finds the account of a parsed name. */
export function accountFilter({ sam, upn }: AccountName): Filter {
  return userFilter({
    ...(sam === undefined ? {} : { sAMAccountName: sam }),
    ...(upn === undefined ? {} : { userPrincipalName: upn }),
  });
}
