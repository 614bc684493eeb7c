import type { Client, Entry, Filter } from 'ldapts';
import { unavailable } from './errors';
import { guidToString, sidToString } from './ids';

/** A person as the directory knows them. */
export interface DirectoryUser {
  /** objectGUID: the identity, which outlives renaming and is never given to somebody else. */
  guid: string;
  dn: string;
  /** sAMAccountName. */
  sam: string;
  /** userPrincipalName; empty when the account has none. */
  upn: string;
  displayName: string;
  mail?: string;
  /** SIDs of all groups: direct, nested and primary (tokenGroups). */
  groupSids: string[];
}

export interface DirectoryAccount extends DirectoryUser {
  /** The account may not be used any more: it is disabled or has expired. A lock-out does not count. */
  disabled: boolean;
}

const BINARY = ['objectGUID', 'objectSid', 'tokenGroups'];
const ATTRIBUTES = [
  'objectGUID',
  'sAMAccountName',
  'userPrincipalName',
  'displayName',
  'cn',
  'mail',
  'userAccountControl',
  'accountExpires',
];

/** Finds at most `limit` entries below a base. */
export async function find(
  client: Client,
  baseDn: string,
  filter: Filter,
  attributes: string[] = ATTRIBUTES,
  limit = 2,
): Promise<Entry[]> {
  const { searchEntries } = await client.search(baseDn, {
    scope: 'sub',
    filter,
    attributes,
    explicitBufferAttributes: BINARY,
    sizeLimit: limit,
  });
  return searchEntries;
}

/** Attribute values of an entry, as the server spells the name or not. */
export function values(entry: Entry, attribute: string): (string | Buffer)[] {
  const name = Object.keys(entry).find((key) => key.toLowerCase() === attribute.toLowerCase());
  const value = name === undefined ? undefined : entry[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

export function text(entry: Entry, attribute: string): string {
  return String(values(entry, attribute)[0] ?? '');
}

export function bytes(entry: Entry, attribute: string): Buffer[] {
  return values(entry, attribute).map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(value)));
}

/** Reads a found entry and its groups. @throws DirectoryError `unavailable` when the groups are hidden */
export async function readAccount(client: Client, entry: Entry, now: number): Promise<DirectoryAccount> {
  const [guid] = bytes(entry, 'objectGUID');
  if (!guid) throw unavailable('the service account may not read objectGUID.');
  const mail = text(entry, 'mail');
  return {
    guid: guidToString(guid),
    dn: entry.dn,
    sam: text(entry, 'sAMAccountName'),
    upn: text(entry, 'userPrincipalName'),
    displayName: text(entry, 'displayName') || text(entry, 'cn') || text(entry, 'sAMAccountName'),
    ...(mail === '' ? {} : { mail }),
    groupSids: await readGroupSids(client, entry.dn),
    disabled: isDisabled(entry, now),
  };
}

/** tokenGroups is computed by the controller, and only for a search of the entry itself. */
async function readGroupSids(client: Client, dn: string): Promise<string[]> {
  const { searchEntries } = await client.search(dn, {
    scope: 'base',
    attributes: ['tokenGroups'],
    explicitBufferAttributes: BINARY,
  });
  const sids = searchEntries.flatMap((entry) => bytes(entry, 'tokenGroups')).map(sidToString);
  // Everybody has a primary group: none at all means that the values are not shown to us.
  if (sids.length === 0) throw unavailable('the service account may not read tokenGroups.');
  return sids.sort();
}

const UAC_DISABLED = 0x2;
const NEVER = 9223372036854775807n;
const FILETIME_EPOCH_MS = 11644473600000n;

function isDisabled(entry: Entry, now: number): boolean {
  if (Number(text(entry, 'userAccountControl')) & UAC_DISABLED) return true;
  const expires = BigInt(text(entry, 'accountExpires') || '0');
  return (
    expires !== 0n && expires !== NEVER && expires / 10000n - FILETIME_EPOCH_MS <= BigInt(Math.trunc(now))
  );
}
