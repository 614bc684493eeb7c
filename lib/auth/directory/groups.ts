import {
  AndFilter,
  type Client,
  type Entry,
  EqualityFilter,
  ExtensibleFilter,
  OrFilter,
  SubstringFilter,
} from 'ldapts';
import { bytes, find, text } from './entries';
import { sidToBuffer, sidToString } from './ids';

export interface ResolvedGroup {
  /** As it was asked for. */
  input: string;
  sid: string;
  /** sAMAccountName, or the common name where there is none. */
  name: string;
}

export interface FoundGroup {
  sid: string;
  /** As in {@link ResolvedGroup}. */
  name: string;
  /** Distinguished name. */
  dn: string;
  /** Null where there is none. */
  description: string | null;
}

/** Finds the group of each name (sAMAccountName or cn), distinguished name or SID; null for none or several. */
export async function findGroups(
  client: Client,
  baseDn: string,
  inputs: string[],
): Promise<(ResolvedGroup | null)[]> {
  const groups: (ResolvedGroup | null)[] = [];
  for (const input of inputs) groups.push(await findGroup(client, baseDn, input));
  return groups;
}

const GROUP = new EqualityFilter({ attribute: 'objectClass', value: 'group' });

async function findGroup(client: Client, baseDn: string, input: string): Promise<ResolvedGroup | null> {
  const wanted = input.trim().normalize('NFC');
  if (wanted === '' || wanted.includes('\0')) return null;
  const sid = sidToBuffer(wanted);
  const filters = sid
    ? [new EqualityFilter({ attribute: 'objectSid', value: sid })]
    : ['sAMAccountName', 'cn', 'distinguishedName'].map(
        (attribute) => new EqualityFilter({ attribute, value: wanted }),
      );
  const filter = new AndFilter({
    filters: [GROUP, new OrFilter({ filters })],
  });
  const [group, ...others] = await find(client, baseDn, filter, ['sAMAccountName', 'cn', 'objectSid']);
  const [groupSid] = group ? bytes(group, 'objectSid') : [];
  if (!group || !groupSid || others.length > 0) return null;
  return { input, sid: sidToString(groupSid), name: nameOf(group) };
}

const nameOf = (group: Entry) => text(group, 'sAMAccountName') || text(group, 'cn');

/** So many are looked at before the first by name are taken; a controller returns 1,000 at once by default. */
const LOOKED_AT = 500;

/** GROUP_TYPE_SECURITY_ENABLED ([MS-ADTS] 2.2.12), asked for with the rule LDAP_MATCHING_RULE_BIT_AND. */
const SECURITY_GROUP = new ExtensibleFilter({
  matchType: 'groupType',
  rule: '1.2.840.113556.1.4.803',
  value: String(0x80000000),
});

/**
 * Finds security groups whose sAMAccountName or common name begins with a text, in any case, sorted by name.
 * Distribution groups are left out: they are in nobody's tokenGroups.
 */
export async function searchGroups(
  client: Client,
  baseDn: string,
  begin: string,
  limit: number,
): Promise<FoundGroup[]> {
  const initial = begin.trim().normalize('NFC');
  if (initial === '' || initial.includes('\0')) return [];
  const names = ['sAMAccountName', 'cn'].map((attribute) => new SubstringFilter({ attribute, initial }));
  const filter = new AndFilter({ filters: [GROUP, SECURITY_GROUP, new OrFilter({ filters: names })] });
  const attributes = ['sAMAccountName', 'cn', 'objectSid', 'description'];
  const entries = await find(client, baseDn, filter, attributes, LOOKED_AT);
  const groups = entries.flatMap((entry) => {
    const [sid] = bytes(entry, 'objectSid');
    const description = text(entry, 'description') || null;
    return sid ? [{ sid: sidToString(sid), name: nameOf(entry), dn: entry.dn, description }] : [];
  });
  return groups.sort((a, b) => a.name.localeCompare(b.name, 'en')).slice(0, limit);
}
