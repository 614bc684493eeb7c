import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CONTRACT_ACCOUNTS,
  contractSeed,
  LOCKOUT,
  PASSWORD,
  SERVICE,
} from '@/lib/local/directory/contract-accounts';
import { type RunningDirectory, startDirectory } from '@/lib/local/directory/server';
import { createDirectory, type DirectoryConfig, DirectoryError } from './directory';
import { directoryContract, outcomeOf } from './directory/contract';

let dataDir: string;
let server: RunningDirectory;
let ca: string;
const faults: unknown[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rota-directory-'));
  server = await startDirectory({
    dataDir,
    entries: contractSeed(),
    lockout: LOCKOUT,
    onFault: (error) => faults.push(error),
  });
  ca = await readFile(server.caFile, 'utf8');
});

beforeEach(() => server.load(contractSeed()));

afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
  expect(faults).toEqual([]);
});

const configFor = (overrides: Partial<DirectoryConfig> = {}): DirectoryConfig => ({
  urls: [server.url],
  ca,
  serviceUser: `${SERVICE.sam}@corp.example.test`,
  servicePassword: SERVICE.password,
  baseDn: 'DC=corp,DC=example,DC=test',
  upnSuffix: 'corp.example.test',
  netbiosDomain: 'CORP',
  ...overrides,
});

/** The bind requests that a piece of work causes. */
async function bindsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const before = server.binds.length;
  await work();
  return server.binds.slice(before);
}

directoryContract('embedded directory', () => ({ config: configFor(), accounts: CONTRACT_ACCOUNTS }));

describe('what is sent', () => {
  it('is nothing at all for empty passwords and for NUL', async () => {
    const directory = createDirectory(configFor());
    const sent = await bindsDuring(async () => {
      for (const [name, password] of [
        ['alice', ''],
        ['alice', `${PASSWORD}\0`],
        ['al\0ice', PASSWORD],
      ] as const) {
        expect(await outcomeOf(directory.signIn(name, password))).toBe('invalid-credentials');
      }
    });
    expect(sent).toEqual([]);
  });

  it('is one bind of the user, whatever the outcome', async () => {
    const directory = createDirectory(configFor());
    const userBinds = async (name: string, password: string) => {
      const binds = await bindsDuring(() => outcomeOf(directory.signIn(name, password)));
      return binds.filter((bound) => !bound.startsWith(SERVICE.sam)).length;
    };
    expect(await userBinds('alice', PASSWORD)).toBe(1);
    expect(await userBinds('alice', 'wrong')).toBe(1);
    expect(await userBinds('nobody', 'wrong')).toBe(1);
    expect(await userBinds('disabled1', PASSWORD)).toBe(1);
  });

  it('is no bind when the authority is unknown or the host name is another', async () => {
    const elsewhere = await startDirectory({ dataDir, host: '127.0.0.2', entries: contractSeed() });
    try {
      const attempts: [Partial<DirectoryConfig>, string][] = [
        [{ urls: [elsewhere.url] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
        [{ urls: [server.url], ca: await otherAuthority() }, 'CERT_SIGNATURE_FAILURE'],
      ];
      for (const [overrides, tlsCode] of attempts) {
        const directory = createDirectory(configFor(overrides));
        const before = [server.binds.length, elsewhere.binds.length];
        const cause = { cause: { code: tlsCode } };
        await expect(directory.signIn('alice', PASSWORD)).rejects.toMatchObject({
          code: 'unavailable',
          cause,
        });
        await expect(directory.ping()).rejects.toMatchObject({ code: 'unavailable', cause });
        expect([server.binds.length, elsewhere.binds.length]).toEqual(before);
      }
    } finally {
      await elsewhere.stop();
    }
  });

  it('never shows up in an error', async () => {
    const secret = 'S3cret-in-no-message';
    const errors = [];
    for (const overrides of [{}, { servicePassword: secret }, { urls: ['ldaps://localhost:1'] }]) {
      const directory = createDirectory(configFor(overrides));
      errors.push(await directory.signIn('alice', secret).catch((error: unknown) => error));
    }
    expect(errors.every((error) => error instanceof DirectoryError)).toBe(true);
    expect(inspect(errors, { depth: 10, showHidden: true })).not.toContain(secret);
  });

  it('takes similar time for an unknown user and a wrong password', async () => {
    const directory = createDirectory(configFor());
    const fastest = new Map<string, number>();
    for (let n = 0; n < 8; n += 1) {
      server.load(contractSeed());
      for (const name of ['alice', 'nobody']) {
        const start = performance.now();
        await outcomeOf(directory.signIn(name, 'wrong'));
        fastest.set(name, Math.min(fastest.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - start));
      }
    }
    const [known = 0, unknown = 0] = [...fastest.values()];
    expect(Math.abs(known - unknown)).toBeLessThan(Math.max(known, unknown) * 0.5);
  });
});

async function otherAuthority(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rota-directory-'));
  const other = await startDirectory({ dataDir: folder, entries: contractSeed() });
  const pem = await readFile(other.caFile, 'utf8');
  await other.stop();
  await rm(folder, { recursive: true });
  return pem;
}

describe('identity', () => {
  it('survives renaming, and a reused name is somebody else', async () => {
    const directory = createDirectory(configFor());
    const before = await directory.signIn('bob', PASSWORD);
    const seed = contractSeed();
    server.load({
      ...seed,
      users: seed.users
        .map((user) => (user.sam === 'bob' ? { ...user, sam: 'robert', identity: 'bob' } : user))
        .concat({ sam: 'bob', identity: 'another bob', password: PASSWORD }),
      groups: seed.groups.filter((group) => group.sam !== 'loop-b' && group.sam !== 'loop-a'),
    });
    expect(await directory.lookup(before.guid)).toMatchObject({
      sam: 'robert',
      groupSids: [expect.any(String)],
    });
    expect((await directory.signIn('robert', PASSWORD)).guid).toBe(before.guid);
    expect((await directory.signIn('bob', PASSWORD)).guid).not.toBe(before.guid);
  });

  it('shows who was disabled, expired or deleted since', async () => {
    const directory = createDirectory(configFor());
    const { guid } = await directory.signIn('alice', PASSWORD);
    const seed = contractSeed();
    const change = (rest: object) =>
      server.load({ ...seed, users: seed.users.map((u) => (u.sam === 'alice' ? { ...u, ...rest } : u)) });
    change({ disabled: true });
    expect(await directory.lookup(guid)).toMatchObject({ disabled: true });
    change({ expires: new Date('2020-01-01') });
    expect(await directory.lookup(guid)).toMatchObject({ disabled: true });
    change({ expires: new Date('2999-01-01') });
    expect(await directory.lookup(guid)).toMatchObject({ disabled: false });
    change({ identity: 'a new alice' });
    expect(await directory.lookup(guid)).toBeNull();
  });

  it('refuses a name that two accounts could mean', async () => {
    const seed = contractSeed();
    const twin = { sam: 'twin', upn: 'alice@corp.example.test', password: PASSWORD };
    server.load({ ...seed, users: [...seed.users, twin] });
    const directory = createDirectory(configFor());
    expect(await outcomeOf(directory.signIn('alice', PASSWORD))).toBe('invalid-credentials 52e');
    expect(await outcomeOf(directory.signIn('CORP\\alice', PASSWORD))).toBe('ok');
  });
});

describe('several controllers', () => {
  const silent = async (onConnection: (socket: Socket) => void = () => undefined) => {
    const sockets: Socket[] = [];
    const listener: Server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => socket.destroy());
      onConnection(socket);
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return {
      url: `ldaps://localhost:${(listener.address() as AddressInfo).port}`,
      get connections() {
        return sockets.length;
      },
      async [Symbol.asyncDispose]() {
        for (const socket of sockets) socket.destroy();
        listener.close();
        await once(listener, 'close');
      },
    };
  };

  it('are asked in order: a dead port or a broken connection leads to the next', async () => {
    await using broken = await silent((socket) => socket.destroy());
    const directory = createDirectory(configFor({ urls: ['ldaps://localhost:1', broken.url, server.url] }));
    expect((await directory.signIn('alice', PASSWORD)).sam).toBe('alice');
    expect(broken.connections).toBe(1);
  });

  it('that never answer cost a bounded time, and are asked last until they cooled down', async () => {
    let now = Date.now();
    await using mute = await silent();
    const directory = createDirectory(
      configFor({ urls: [mute.url, server.url], controllerMs: 100, cooldownMs: 1000, now: () => now }),
    );
    await directory.ping();
    expect(mute.connections).toBe(1);
    await directory.ping();
    expect(mute.connections).toBe(1);
    now += 1001;
    await directory.ping();
    expect(mute.connections).toBe(2);
  });

  it('that accept TLS and then stay silent lead to the next as well', async () => {
    const read = (name: string) => readFile(join(dataDir, 'directory', name));
    const sockets: Socket[] = [];
    const mute = createTlsServer(
      { cert: await read('server.pem'), key: await read('server.key') },
      (socket) => {
        sockets.push(socket);
      },
    );
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const url = `ldaps://localhost:${(mute.address() as AddressInfo).port}`;
    const directory = createDirectory(configFor({ urls: [url, server.url], controllerMs: 200 }));
    expect(await outcomeOf(directory.signIn('alice', PASSWORD))).toBe('ok');
    expect(sockets).toHaveLength(1);
    for (const socket of sockets) socket.destroy();
    mute.close();
    await once(mute, 'close');
  });

  it('that die in the middle of a bind end the sign-in: the password goes to no other', async () => {
    let dying: RunningDirectory | undefined;
    const powerCut = () => {
      if (dying?.binds.at(-1)?.startsWith('CN=alice')) throw new Error('power cut');
      return Date.now();
    };
    dying = await startDirectory({
      dataDir,
      entries: contractSeed(),
      now: powerCut,
      onFault: (error) => expect(error).toMatchObject({ message: 'power cut' }),
    });
    const directory = createDirectory(configFor({ urls: [dying.url, server.url] }));
    const sent = await bindsDuring(async () => {
      expect(await outcomeOf(directory.signIn('alice', PASSWORD))).toBe('unavailable');
    });
    expect(dying.binds.filter((name) => name.startsWith('CN=alice'))).toHaveLength(1);
    expect(sent).toEqual([]);
    expect(await outcomeOf(directory.signIn('alice', PASSWORD))).toBe('ok');
    await dying.stop();
  });

  it('all silent: the deadline ends the call', async () => {
    await using mute = await silent();
    const directory = createDirectory(configFor({ urls: [mute.url, mute.url], deadlineMs: 300 }));
    const start = performance.now();
    expect(await outcomeOf(directory.signIn('alice', PASSWORD))).toBe('unavailable');
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it('are not tried again with a wrong password', async () => {
    const second = await startDirectory({ dataDir, entries: contractSeed(), lockout: LOCKOUT });
    try {
      const directory = createDirectory(configFor({ urls: [server.url, second.url] }));
      const sent = await bindsDuring(() => outcomeOf(directory.signIn('alice', 'wrong')));
      expect(sent).toHaveLength(2);
      expect(second.binds).toEqual([]);
    } finally {
      await second.stop();
    }
  });
});

describe('hostile input', () => {
  it('signs nobody in with random names and passwords', async () => {
    const directory = createDirectory(configFor());
    const piece = fc.constantFrom(
      'alice',
      '*',
      '(',
      ')',
      '\\',
      '@',
      'corp.example.test',
      'CORP',
      '|',
      '=',
      '\0',
      'CN=',
    );
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 6 }).map((p) => p.join('')),
    );
    await fc.assert(
      fc.asyncProperty(name, fc.string({ unit: 'binary' }), async (typed, password) => {
        expect(await outcomeOf(directory.signIn(typed, password))).toMatch(
          /^(invalid-credentials|locked-out)/,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('finds only the account that a name spells, with the right password', async () => {
    const directory = createDirectory(configFor());
    const piece = fc.constantFrom('a', 'l', 'i', 'c', 'e', 'bob', '*', '(', ')', '\\', '\\2a', ' ', ',', '=');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 5 }), async (pieces) => {
        const typed = pieces.join('');
        const known = ['alice', 'bob'].includes(typed.trim());
        expect((await outcomeOf(directory.signIn(typed, PASSWORD))) === 'ok').toBe(known);
      }),
      { numRuns: 50, examples: [[['a', 'l', 'i', 'c', 'e']], [['bob']]] },
    );
  });
});
