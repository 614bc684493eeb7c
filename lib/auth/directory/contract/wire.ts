import { expect, it } from 'vitest';
import { createDirectory } from '@/lib/auth/directory';
import { createAuthority, issueServer } from '@/lib/local/directory/certificates';
import type { ContractDomain } from './domain';
import { LOCAL, listener, outcomeOf, partsOf, userBinds } from './parts';

const DAY_MS = 86_400_000;

/** What travels over the network, and what never does. */
export function wireContract(subject: () => ContractDomain): void {
  const { directory, tap, isService, newUser } = partsOf(subject);

  it('1. sends no packet for an empty password, nor for NUL in a name or password', async () => {
    const { user, password } = subject().accounts;
    const seen = await tap();
    for (const [name, secret] of [
      [user.sam, ''],
      [user.sam, '\0'],
      [user.sam, `\0${password}`],
      [user.sam, `${password}\0x`],
      [`${user.sam}\0x`, password],
    ] as const) {
      const signingIn = directory({ urls: [seen.url] }).signIn(name, secret);
      expect(await outcomeOf(signingIn)).toBe('invalid-credentials');
    }
    expect(seen.connections).toBe(0);
    await directory({ urls: [seen.url] }).ping();
    expect(seen.connections).toBe(1);
  });

  it('2. refuses an ldap:// address, alone or among others', () => {
    const { config } = subject();
    const plain = config.urls.map((url) => url.replace('ldaps:', 'ldap:'));
    for (const urls of [plain, [...config.urls, ...plain]]) {
      expect(() => createDirectory({ ...config, urls })).toThrow('passwords only travel over ldaps://');
    }
  });

  it('2. speaks nothing but TLS where a server does not', async () => {
    const { user, password } = subject().accounts;
    const plain = await listener((socket) => socket.once('data', () => socket.end('0\x0c no TLS here')));
    const signingIn = directory({ urls: [plain.url] }).signIn(user.sam, password);
    expect(await outcomeOf(signingIn)).toBe('unavailable');
    // A TLS record begins with 0x16, an LDAP message with 0x30.
    expect(plain.received[0]).toBe(0x16);
    expect(plain.received.includes(password)).toBe(false);
    expect(plain.received.includes(subject().config.servicePassword)).toBe(false);
  });

  it('3. and 4. sends no password, and fails every call, when authority, host name or date is wrong', async () => {
    const { config, authority, accounts } = subject();
    const foreign = await createAuthority(Date.now());
    const elsewhere = await issueServer(authority, { dns: ['dc9.corp.example.test'], ips: ['127.0.0.9'] });
    const expired = await issueServer(authority, LOCAL, Date.now() - 500 * DAY_MS);
    const cases = [
      [await tap({ certificate: elsewhere }), config.ca, 'ERR_TLS_CERT_ALTNAME_INVALID'],
      [await tap({ certificate: expired }), config.ca, 'CERT_HAS_EXPIRED'],
      [await tap({ certificate: await issueServer(foreign, LOCAL) }), config.ca, 'CERT_SIGNATURE_FAILURE'],
      [await tap(), foreign.cert, 'CERT_SIGNATURE_FAILURE'],
      [await tap(), undefined, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ] as const;
    for (const [seen, ca, tlsCode] of cases) {
      const { ca: _, ...rest } = { ...config, urls: [seen.url] };
      const wrong = createDirectory({ ...rest, ...(ca && { ca }) });
      for (const call of [
        () => wrong.signIn(accounts.user.sam, accounts.password),
        () => wrong.ping(),
        () => wrong.lookup('00000000-0000-4000-8000-000000000000'),
        () => wrong.resolveGroups([accounts.nested.group]),
      ]) {
        const failure = { code: 'unavailable', cause: { cause: { code: tlsCode } } };
        await expect(call()).rejects.toMatchObject(failure);
      }
      expect(seen.connections).toBe(4);
      expect(seen.requests).toEqual([]);
    }
  });

  it('4. tests the connection as far as the service bind, over the same path', async () => {
    const seen = await tap();
    await expect(directory({ urls: [seen.url] }).ping()).resolves.toBeUndefined();
    expect(seen.binds).toEqual([
      { connection: 1, name: subject().config.serviceUser, password: subject().config.servicePassword },
    ]);
  });

  it('10. binds user and service on connections of their own, and asks nothing as the user', async () => {
    const sam = await newUser();
    const seen = await tap();
    const tapped = directory({ urls: [seen.url] });
    await tapped.signIn(sam, subject().accounts.password);
    expect(await outcomeOf(tapped.signIn(sam, 'wrong'))).toBe('invalid-credentials 52e');
    const own = userBinds(seen, isService);
    expect(own).toHaveLength(2);
    for (const { connection } of own) {
      const sent = seen.requests.filter((request) => request.connection === connection);
      const asked = sent.map(({ message: { request } }) =>
        request.op === 'search' ? `search ${request.base}` : request.op,
      );
      expect(asked.filter((op) => op !== 'unbind')).toEqual(['search ', 'bind']);
    }
  });
}
