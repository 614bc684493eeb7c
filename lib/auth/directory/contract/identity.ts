import { expect, it } from 'vitest';
import type { ContractDomain } from './domain';
import { outcomeOf, partsOf, userBinds } from './parts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Who somebody is, whatever changes in the directory. */
export function identityContract(subject: () => ContractDomain): void {
  const { directory, signIn, newUser, tap, isService } = partsOf(subject);

  it('19. knows an account by its objectGUID, in any case', async () => {
    const { user, password } = subject().accounts;
    const { guid, ...rest } = await directory().signIn(user.sam, password);
    expect(await directory().lookup(guid)).toEqual({ guid, ...rest, disabled: false });
    expect(await directory().lookup(guid.toUpperCase())).toMatchObject({ guid });
    expect(await directory().lookup(NOBODY)).toBeNull();
    expect(await directory().lookup('*')).toBeNull();
  });

  it('19. keeps the account through a rename, and gives a reused name nothing of it', async () => {
    const { accounts, administrator } = subject();
    const sam = await newUser();
    await administrator.setMember(accounts.nested.group, sam, true);
    const before = await directory().signIn(sam, accounts.password);
    await administrator.rename(sam, `${sam}-later`);
    expect(await signIn(sam)).toBe('invalid-credentials 52e');
    const after = await directory().signIn(`${sam}-later`, accounts.password);
    expect(after).toMatchObject({ guid: before.guid, groupSids: before.groupSids });
    await administrator.add(sam);
    const reused = await directory().signIn(sam, accounts.password);
    expect(reused.guid).not.toBe(before.guid);
    expect(reused.groupSids).not.toEqual(before.groupSids);
    expect(await directory().lookup(before.guid)).toMatchObject({ sam: `${sam}-later` });
  });

  it('19. shows who was disabled, expired, taken out of a group or removed since', async () => {
    const { accounts, administrator } = subject();
    const [group] = await directory().resolveGroups([accounts.nested.group]);
    const sam = await newUser();
    const { guid } = await directory().signIn(sam, accounts.password);
    const seen = async () => {
      const account = await directory().lookup(guid);
      return account && { disabled: account.disabled, member: account.groupSids.includes(group?.sid ?? '') };
    };
    await administrator.setMember(accounts.nested.group, sam, true);
    expect(await seen()).toEqual({ disabled: false, member: true });
    await administrator.setMember(accounts.nested.group, sam, false);
    expect(await seen()).toEqual({ disabled: false, member: false });
    await administrator.setDisabled(sam, true);
    expect(await seen()).toMatchObject({ disabled: true });
    await administrator.setDisabled(sam, false);
    expect(await seen()).toMatchObject({ disabled: false });
    await administrator.setExpires(sam, new Date('2020-01-01'));
    expect(await seen()).toMatchObject({ disabled: true });
    await administrator.setExpires(sam, new Date('2999-01-01'));
    expect(await seen()).toMatchObject({ disabled: false });
    await administrator.remove(sam);
    expect(await seen()).toBeNull();
    await administrator.add(sam);
    expect(await seen()).toBeNull();
  });

  it('22. asks the directory about every password again, whoever signed in before', async () => {
    const { accounts, administrator } = subject();
    const sam = await newUser();
    const seen = await tap();
    const one = directory({ urls: [seen.url] });
    const outcome = (password: string) => outcomeOf(one.signIn(sam, password));
    expect([await outcome(accounts.password), await outcome(accounts.password)]).toEqual(['ok', 'ok']);
    expect(userBinds(seen, isService)).toHaveLength(2);
    await administrator.setPassword(sam, 'An0ther-Passw0rd!');
    expect(await outcome(accounts.password)).toBe('invalid-credentials 52e');
    expect(await outcome('An0ther-Passw0rd!')).toBe('ok');
    await administrator.setDisabled(sam, true);
    expect(await outcome('An0ther-Passw0rd!')).toBe('account-disabled 533');
    expect(userBinds(seen, isService)).toHaveLength(5);
  });

  it('23. is unavailable, not wrong, when its own account is refused', async () => {
    const { accounts } = subject();
    for (const overrides of [
      { servicePassword: 'not-this-one' },
      { serviceUser: 'nobody-by-this-name@corp.example.test' },
      { serviceUser: `${accounts.refused[0]?.sam}@corp.example.test`, servicePassword: accounts.password },
    ]) {
      const broken = directory(overrides);
      for (const call of [
        () => broken.signIn(accounts.user.sam, accounts.password),
        () => broken.ping(),
        () => broken.lookup(NOBODY),
        () => broken.resolveGroups(['x']),
      ]) {
        await expect(call()).rejects.toMatchObject({ code: 'unavailable', cause: { code: 49 } });
      }
    }
  });
}
