import { AndFilter, type Client, EqualityFilter, OrFilter } from 'ldapts';
import { bytes, find, text } from './entries';
import { sidToBuffer, sidToString } from './ids';

export interface ResolvedGroup {
  /** As it was asked for. */
  input: string;
  sid: string;
  /** sAMAccountName, or the common name where there is none. */
  name: string;
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
    filters: [new EqualityFilter({ attribute: 'objectClass', value: 'group' }), new OrFilter({ filters })],
  });
  const [group, ...others] = await find(client, baseDn, filter, ['sAMAccountName', 'cn', 'objectSid']);
  const [groupSid] = group ? bytes(group, 'objectSid') : [];
  if (!group || !groupSid || others.length > 0) return null;
  return { input, sid: sidToString(groupSid), name: text(group, 'sAMAccountName') || text(group, 'cn') };
}
