import { describe, expect, it } from 'vitest';
import {
  createDirectory,
  type Directory,
  type DirectoryConfig,
  type DirectoryErrorCode,
} from '@/lib/auth/directory';

/** Accounts that a directory must hold for the contract; every name is a sAMAccountName. */
export interface ContractAccounts {
  /** The password of all of them. */
  password: string;
  /** An ordinary user with a display name and a mail address. */
  user: { sam: string; displayName: string; mail: string };
  /** Users whose names, or whose distinguished names, need escaping. */
  awkward: { sam: string; displayName: string }[];
  /** Accounts that are refused although the password is right, with Active Directory's sub-code. */
  refused: { sam: string; code: DirectoryErrorCode; subCode: string }[];
  /** An account that nothing else uses, and how many wrong passwords lock it. */
  lockable: { sam: string; threshold: number };
  /** A group with a user inside, through at least two groups. */
  nested: { sam: string; group: string };
  /** A user whose primary group this is. */
  primary: { sam: string; group: string };
  /** A user in two groups that hold each other. */
  looped: { sam: string; groups: string[] };
  /** A group whose common name has the characters `, ( ) * \` and its distinguished name. */
  awkwardGroup: { sam: string; cn: string; dn: string };
}

/** How a sign-in ended, in one comparable text: `ok`, or code and sub-code. */
export async function outcomeOf(signingIn: Promise<unknown>): Promise<string> {
  try {
    await signingIn;
    return 'ok';
  } catch (error) {
    const { code, subCode } = error as { code?: string; subCode?: string };
    if (code === undefined) throw error;
    return subCode === undefined ? code : `${code} ${subCode}`;
  }
}

/**
 * What the product relies on in any Active Directory. Runs against the embedded one, and against a real
 * domain controller seeded with the same accounts.
 *
 * @param subject gives the configuration and the accounts once the directory is up
 */
export function directoryContract(
  name: string,
  subject: () => { config: DirectoryConfig; accounts: ContractAccounts },
): void {
  const directory = (): Directory => createDirectory(subject().config);
  const signIn = (typed: string, password = subject().accounts.password) =>
    outcomeOf(directory().signIn(typed, password));
  const sidsOf = async (groups: string[]) =>
    (await directory().resolveGroups(groups)).map((group) => group.sid);
  const groupsOf = async (sam: string) =>
    (await directory().signIn(sam, subject().accounts.password)).groupSids;

  describe(`${name}: signing in`, () => {
    it('takes UPN, DOMAIN\\name and bare name, in any case and with spaces around, for one account', async () => {
      const { config, accounts } = subject();
      const { sam, displayName, mail } = accounts.user;
      const netbios = config.netbiosDomain ?? '';
      const typed = [
        sam,
        `  ${sam.toUpperCase()} `,
        `${sam}@${config.upnSuffix}`,
        `${sam}@${config.upnSuffix.toUpperCase()}`,
        `${netbios}\\${sam}`,
        `${netbios.toLowerCase()}\\${sam.toUpperCase()}`,
        `${sam}@${netbios}`,
      ];
      const users = [];
      for (const one of typed) users.push(await directory().signIn(one, accounts.password));
      expect(new Set(users.map((user) => user.guid)).size).toBe(1);
      expect(users[0]).toMatchObject({ sam, displayName, mail, upn: `${sam}@${config.upnSuffix}` });
      expect(users[0]?.guid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    });

    it('takes names with accents, quotes, parentheses, commas, backslashes and asterisks', async () => {
      for (const { sam, displayName } of subject().accounts.awkward) {
        const user = await directory().signIn(sam, subject().accounts.password);
        expect(user).toMatchObject({ sam, displayName });
        expect(await directory().lookup(user.guid)).toMatchObject({ sam, dn: user.dn, disabled: false });
        expect(await signIn(sam.normalize('NFD'))).toBe('ok');
      }
    });

    it('says the same of an unknown user and of a wrong password', async () => {
      expect(await signIn(subject().accounts.user.sam, 'wrong')).toBe('invalid-credentials 52e');
      expect(await signIn('nobody-by-this-name')).toBe('invalid-credentials 52e');
    });

    it.each([
      '*',
      '*)(cn=*',
      '*)(|(objectClass=*)',
      ')(sAMAccountName=*',
      '\\2a',
      'al*',
      'PLAIN',
      'EXTERNAL',
      'a\\b\\c',
      '@',
      '\\',
      '',
      '   ',
      'DC=corp',
    ])('lets nobody in as %j', async (typed) => {
      expect(await signIn(typed)).toMatch(/^invalid-credentials/);
    });

    it('refuses a name of 100,000 characters', async () => {
      expect(await signIn('x'.repeat(100_000))).toBe('invalid-credentials');
    });

    it('refuses a name of another domain', async () => {
      const { sam } = subject().accounts.user;
      expect(await signIn(`OTHER\\${sam}`)).toBe('invalid-credentials');
      expect(await signIn(`${sam}@other.test`)).toBe('invalid-credentials 52e');
    });

    it('refuses empty passwords, and names and passwords with NUL', async () => {
      const { user, password } = subject().accounts;
      expect(await signIn(user.sam, '')).toBe('invalid-credentials');
      expect(await signIn(user.sam, '\0')).toBe('invalid-credentials');
      expect(await signIn(user.sam, `${password}\0x`)).toBe('invalid-credentials');
      expect(await signIn(`${user.sam}\0x`)).toBe('invalid-credentials');
      expect(await signIn(user.sam, `${password}\ud800`)).toBe('invalid-credentials');
    });

    it('tells why a right password is refused, and keeps the sub-code', async () => {
      const { refused } = subject().accounts;
      for (const { sam, code, subCode } of refused) {
        expect([sam, await signIn(sam)]).toEqual([sam, `${code} ${subCode}`]);
        expect([sam, await signIn(sam, 'wrong')]).toEqual([sam, 'invalid-credentials 52e']);
      }
    });

    it('costs one bad attempt for each wrong password, and says when the account is locked', async () => {
      const { sam, threshold } = subject().accounts.lockable;
      const wrong = [];
      for (let n = 0; n < threshold; n += 1) wrong.push(await signIn(sam, `wrong ${n}`));
      expect(wrong).toEqual(wrong.map(() => 'invalid-credentials 52e'));
      expect(await signIn(sam)).toBe('locked-out 775');
      expect(await signIn(sam, 'wrong')).toBe('locked-out 775');
    });
  });

  describe(`${name}: groups and look-ups`, () => {
    it('finds nested, primary and looped groups', async () => {
      const { nested, primary, looped } = subject().accounts;
      expect(await groupsOf(nested.sam)).toEqual(expect.arrayContaining(await sidsOf([nested.group])));
      expect(await groupsOf(primary.sam)).toEqual(expect.arrayContaining(await sidsOf([primary.group])));
      expect(await groupsOf(looped.sam)).toEqual(expect.arrayContaining(await sidsOf(looped.groups)));
      expect(await groupsOf(nested.sam)).not.toEqual(expect.arrayContaining(await sidsOf(looped.groups)));
    });

    it('resolves a group by name, common name, distinguished name and SID', async () => {
      const { sam, cn, dn } = subject().accounts.awkwardGroup;
      const [bySam] = await directory().resolveGroups([sam]);
      const inputs = [sam, cn, dn, bySam?.sid ?? ''];
      const groups = await directory().resolveGroups(inputs);
      expect(groups).toEqual(inputs.map((input) => ({ input, sid: bySam?.sid, name: sam })));
    });

    it('names every group that it does not find, and takes no user for a group', async () => {
      const { user, nested } = subject().accounts;
      const asked = [nested.group, 'no such group', user.sam, '*', 'S-1-5-21-1-2-3-4', ''];
      await expect(directory().resolveGroups(asked)).rejects.toMatchObject({ missing: asked.slice(1) });
    });

    it('looks up by GUID what a sign-in gives', async () => {
      const { user, password } = subject().accounts;
      const { guid, ...rest } = await directory().signIn(user.sam, password);
      expect(await directory().lookup(guid)).toEqual({ guid, ...rest, disabled: false });
      expect(await directory().lookup(guid.toUpperCase())).toMatchObject({ guid });
      expect(await directory().lookup('00000000-0000-4000-8000-000000000000')).toBeNull();
      expect(await directory().lookup('*')).toBeNull();
    });

    it('answers a ping', async () => {
      await expect(directory().ping()).resolves.toBeUndefined();
    });

    it('is unavailable, not wrong, when its own account fails', async () => {
      const { config, accounts } = subject();
      const broken = createDirectory({ ...config, servicePassword: 'not-this-one' });
      for (const call of [
        () => broken.signIn(accounts.user.sam, accounts.password),
        () => broken.ping(),
        () => broken.lookup('00000000-0000-4000-8000-000000000000'),
        () => broken.resolveGroups(['x']),
      ]) {
        await expect(call()).rejects.toMatchObject({ code: 'unavailable', cause: { code: 49 } });
      }
    });
  });
}
