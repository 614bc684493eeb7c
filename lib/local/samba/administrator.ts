import { Attribute, Change, Client, EqualityFilter } from 'ldapts';
import type { Administrator, ContractDomain } from '@/lib/auth/directory/contract/domain';
import { toFileTime } from '@/lib/local/directory/bind';
import { PASSWORD } from '@/lib/local/directory/contract-accounts';
import { badAttempts } from '@/lib/local/directory/test-domain';
import { ADMINISTRATOR_PASSWORD } from './provision';

const ENABLED = '512';
const DISABLED = '514';
/** Active Directory takes a password as quoted UTF-16 ([MS-ADTS] 3.1.1.3.1.5). */
const encode = (password: string) => Buffer.from(`"${password}"`, 'utf16le');

type Values = Record<string, string | Buffer>;

/** Changes a domain as its Administrator, over LDAPS. */
export function sambaAdministrator(config: ContractDomain['config']): Administrator {
  const connected = async <T>(use: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ url: config.urls[0] ?? '', tlsOptions: { ca: config.ca } });
    try {
      await client.bind(`Administrator@${config.upnSuffix}`, ADMINISTRATOR_PASSWORD);
      return await use(client);
    } finally {
      await client.unbind();
    }
  };
  const dnOf = async (client: Client, sam: string) => {
    const filter = new EqualityFilter({ attribute: 'sAMAccountName', value: sam });
    const { searchEntries } = await client.search(config.baseDn, { filter, attributes: ['cn'] });
    const [entry] = searchEntries;
    if (!entry) throw new Error(`The domain has no account "${sam}".`);
    return entry.dn;
  };
  const replace = (sam: string, values: Values) =>
    connected(async (client) => client.modify(await dnOf(client, sam), changes('replace', values)));
  const upn = (sam: string) => `${sam}@${config.upnSuffix}`;
  return {
    add: (sam) =>
      connected((client) =>
        client.add(
          `CN=${sam},OU=Staff,${config.baseDn}`,
          attributes({
            objectClass: 'user',
            sAMAccountName: sam,
            userPrincipalName: upn(sam),
            unicodePwd: encode(PASSWORD),
            userAccountControl: ENABLED,
          }),
        ),
      ),
    rename: async (sam, to) => {
      await replace(sam, { sAMAccountName: to, userPrincipalName: upn(to) });
      await connected(async (client) =>
        client.modifyDN(await dnOf(client, to), `CN=${to},OU=Staff,${config.baseDn}`),
      );
    },
    remove: (sam) => connected(async (client) => client.del(await dnOf(client, sam))),
    setPassword: (sam, password) => replace(sam, { unicodePwd: encode(password) }),
    setDisabled: (sam, disabled) => replace(sam, { userAccountControl: disabled ? DISABLED : ENABLED }),
    setExpires: (sam, at) => replace(sam, { accountExpires: String(toFileTime(at.getTime())) }),
    setMember: (group, sam, member) =>
      connected(async (client) => {
        const values = { member: await dnOf(client, sam) };
        await client.modify(await dnOf(client, group), changes(member ? 'add' : 'delete', values));
      }),
    setLockoutThreshold: (threshold) =>
      connected((client) =>
        client.modify(config.baseDn, changes('replace', { lockoutThreshold: String(threshold) })),
      ),
    badAttempts: (sam) => badAttempts(config, sam),
  };
}

const attributes = (values: Values) =>
  Object.entries(values).map(
    ([type, value]) => new Attribute({ type, values: [value] as string[] | Buffer[] }),
  );

const changes = (operation: 'add' | 'delete' | 'replace', values: Values) =>
  attributes(values).map((modification) => new Change({ operation, modification }));
