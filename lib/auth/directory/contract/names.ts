import { expect, it } from 'vitest';
import { normaliseName } from '@/lib/auth/directory';
import type { ContractDomain } from './domain';
import { outcomeOf, partsOf } from './parts';

/** Which account a typed name means. */
export function nameContract(subject: () => ContractDomain): void {
  const { directory, signIn } = partsOf(subject);

  it('5. takes UPN, DOMAIN\\name and bare name for one account', async () => {
    const { config, accounts } = subject();
    const { sam, displayName, mail } = accounts.user;
    const netbios = config.netbiosDomain ?? '';
    const typed = [
      sam,
      `${sam}@${config.upnSuffix}`,
      `${sam}@${config.upnSuffix.toUpperCase()}`,
      `${netbios}\\${sam}`,
      `${netbios.toLowerCase()}\\${sam.toUpperCase()}`,
      `${config.upnSuffix}\\${sam}`,
      `${sam}@${netbios}`,
    ];
    const users = [];
    for (const one of typed) users.push(await directory().signIn(one, accounts.password));
    expect(new Set(users.map((user) => user.guid)).size).toBe(1);
    expect(users[0]).toMatchObject({ sam, displayName, mail, upn: `${sam}@${config.upnSuffix}` });
    expect(users[0]?.guid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('6. asks under one key for leave to try a password, however the name is spelled', async () => {
    const { config, accounts } = subject();
    for (const sam of [...accounts.awkward.map((one) => one.sam), 'nobody-by-this-name']) {
      const typed = [sam, ` ${sam}\t`, sam.toUpperCase(), sam.normalize('NFD'), `${sam}@${config.upnSuffix}`];
      const keys = new Set<string>();
      for (const one of [...typed, `${config.netbiosDomain}\\${sam}`]) {
        const keep = async (key: string) => {
          keys.add(key);
        };
        await outcomeOf(directory().signIn(one, accounts.password, keep));
      }
      expect(keys.size).toBe(1);
      expect(new Set(typed.slice(0, 4).map(normaliseName)).size).toBe(1);
    }
  });

  it('7. takes names and distinguished names with accents, quotes, parentheses, commas, backslashes and asterisks', async () => {
    const { awkward, password } = subject().accounts;
    for (const { sam, displayName, dn } of awkward) {
      const user = await directory().signIn(sam, password);
      expect(user).toMatchObject({ sam, displayName, dn });
      expect(await directory().lookup(user.guid)).toMatchObject({ sam, dn, disabled: false });
    }
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
  ])('8. lets nobody in as %j', async (typed) => {
    expect(await signIn(typed)).toMatch(/^invalid-credentials/);
  });

  it('8. refuses a distinguished name, a name of another domain and one of 100,000 characters', async () => {
    const { sam } = subject().accounts.user;
    const { dn } = await directory().signIn(sam, subject().accounts.password);
    expect(await signIn(dn)).toBe('invalid-credentials 52e');
    expect(await signIn(`OTHER\\${sam}`)).toBe('invalid-credentials');
    expect(await signIn(`${sam}@other.test`)).toBe('invalid-credentials 52e');
    expect(await signIn('x'.repeat(100_000))).toBe('invalid-credentials');
  });

  it('9. gives the general refusal for no match and for several, though the password is right', async () => {
    const { ambiguous, password } = subject().accounts;
    const failures = [];
    for (const name of ['nobody-by-this-name', ambiguous.sam, ambiguous.sam.toUpperCase()]) {
      const failure = await directory()
        .signIn(name, password)
        .catch((error: unknown) => error);
      failures.push(failure);
      expect(failure).toMatchObject({ code: 'invalid-credentials', subCode: '52e' });
    }
    expect(new Set(failures.map(String)).size).toBe(1);
    expect(await signIn(`${subject().config.netbiosDomain}\\${ambiguous.sam}`)).toBe('ok');
  });
}
