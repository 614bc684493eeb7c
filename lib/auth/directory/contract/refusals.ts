import { expect, it } from 'vitest';
import type { ContractDomain } from './domain';
import { outcomeOf, partsOf, userBinds } from './parts';

/** How a sign-in is refused, and what it costs. */
export function refusalContract(subject: () => ContractDomain): void {
  const { directory, signIn, newUser, tap, isService } = partsOf(subject);

  it('11. says the same of an unknown user and of a wrong password', async () => {
    const failures = [];
    for (const name of [await newUser(), 'nobody-by-this-name']) {
      failures.push(
        await directory()
          .signIn(name, 'wrong')
          .catch((error: unknown) => error),
      );
    }
    const [known, unknown] = failures as Error[];
    expect(known).toMatchObject({ code: 'invalid-credentials', subCode: '52e' });
    expect({ ...unknown, message: unknown?.message }).toEqual({ ...known, message: known?.message });
  });

  it('11. takes similar time for an unknown user and a wrong password', async () => {
    const fastest = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
    for (let n = 0; n < 8; n += 1) {
      const names = { known: await newUser(), unknown: `nobody-${n}` };
      for (const kind of ['known', 'unknown'] as const) {
        const start = performance.now();
        expect(await signIn(names[kind], 'wrong')).toBe('invalid-credentials 52e');
        fastest[kind] = Math.min(fastest[kind], performance.now() - start);
      }
    }
    const { known, unknown } = fastest;
    expect(Math.abs(known - unknown)).toBeLessThan(Math.max(known, unknown) * 0.5);
  });

  it('12. tells why a right password is refused, and keeps the sub-code', async () => {
    for (const { sam, code, subCode } of subject().accounts.refused) {
      expect([sam, await signIn(sam)]).toEqual([sam, `${code} ${subCode}`]);
    }
  });

  it('12. tells nothing of an account to somebody with a wrong password', async () => {
    for (const { sam } of subject().accounts.refused) {
      expect([sam, await signIn(sam, 'wrong')]).toEqual([sam, 'invalid-credentials 52e']);
    }
  });

  it('12. says when an account is locked, to a right password and to a wrong one', async () => {
    const sam = await newUser();
    for (let n = 0; n < subject().accounts.threshold; n += 1) {
      expect(await signIn(sam, `wrong ${n}`)).toBe('invalid-credentials 52e');
    }
    expect(await signIn(sam)).toBe('locked-out 775');
    expect(await signIn(sam, 'wrong')).toBe('locked-out 775');
  });

  it('14. costs one bad attempt for a wrong password, and asks no other controller', async () => {
    const { config, second, administrator } = subject();
    const sam = await newUser();
    const first = await tap();
    const other = await tap({ target: { url: second, ca: config.ca } });
    const both = directory({ urls: [first.url, other.url] });
    for (let count = 1; count < subject().accounts.threshold; count += 1) {
      expect(await outcomeOf(both.signIn(sam, 'wrong'))).toBe('invalid-credentials 52e');
      expect(userBinds(first, isService)).toHaveLength(count);
      expect(await administrator.badAttempts(sam)).toBe(count);
    }
    expect(other.connections).toBe(0);
  });

  it('14. sends one bind of the user whatever the outcome', async () => {
    const { accounts } = subject();
    const [disabled] = accounts.refused;
    for (const [name, password] of [
      [accounts.user.sam, accounts.password],
      [disabled?.sam ?? '', accounts.password],
      [accounts.ambiguous.sam, accounts.password],
      ['nobody-by-this-name', 'wrong'],
    ] as const) {
      const seen = await tap();
      await outcomeOf(directory({ urls: [seen.url] }).signIn(name, password));
      expect(userBinds(seen, isService)).toHaveLength(1);
    }
  });

  it('14. sends no password when it may not be tried', async () => {
    const { user, password } = subject().accounts;
    const seen = await tap();
    const refusal = new Error('not now');
    const signingIn = directory({ urls: [seen.url] }).signIn(user.sam, password, () =>
      Promise.reject(refusal),
    );
    await expect(signingIn).rejects.toBe(refusal);
    expect(userBinds(seen, isService)).toEqual([]);
  });
}
