import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import fc from 'fast-check';
import { BindRequest, Client, EqualityFilter, ExtensibleFilter, PresenceFilter, SearchRequest } from 'ldapts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DEMO_ACCOUNTS,
  DEMO_BASE_DN,
  DEMO_PASSWORD,
  DEMO_SERVICE_PASSWORD,
  DEMO_SERVICE_USER,
  demoDirectory,
} from './accounts';
import { MAX_REQUEST } from './connection';
import { type RunningDirectory, startDirectory } from './server';

const LOCKOUT = { threshold: 3, durationMs: 60_000, windowMs: 30_000 };
const UPN = 'admin@corp.example.test';

let now = Date.now();
let dataDir: string;
let server: RunningDirectory;
let ca: string;
let client: Client;
const faults: unknown[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rota-directory-'));
  const onFault = (error: unknown) => faults.push(error);
  server = await startDirectory({ dataDir, lockout: LOCKOUT, now: () => now, onFault });
  ca = await readFile(server.caFile, 'utf8');
});

beforeEach(() => {
  server.load(demoDirectory());
  client = newClient();
});

afterEach(() => client.unbind());

afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
  expect(faults).toEqual([]);
});

const newClient = () => new Client({ url: server.url, timeout: 5000, tlsOptions: { ca } });
const asService = () => client.bind(DEMO_SERVICE_USER, DEMO_SERVICE_PASSWORD);
const dnOf = async (sam: string) => {
  const filter = new EqualityFilter({ attribute: 'sAMAccountName', value: sam });
  return (await client.search(DEMO_BASE_DN, { filter, attributes: ['1.1'] })).searchEntries[0]?.dn ?? '';
};
const whoAmI = async () => (await client.exop('1.3.6.1.4.1.4203.1.11.3')).value;

describe('a bind', () => {
  it.each([UPN, 'CORP\\admin', 'corp\\ADMIN', 'admin@CORP', `cn=ada marsh,ou=Staff, ${DEMO_BASE_DN}`])(
    'is accepted as %s',
    async (name) => {
      await client.bind(name, DEMO_PASSWORD);
      expect(await whoAmI()).toBe('u:CORP\\admin');
    },
  );

  it.each(['admin', 'Ada Marsh', 'CN=a,b', 'OTHER\\admin', '*'])('is refused as %s', async (name) => {
    await expect(client.bind(name, DEMO_PASSWORD)).rejects.toThrow(/data 52e/);
  });

  it('without a password succeeds and authenticates nobody, as on a real domain controller', async () => {
    await client.bind(UPN, '');
    expect(await whoAmI()).toBe('');
    await expect(client.search(DEMO_BASE_DN)).rejects.toMatchObject({ code: 1 });
  });

  it('ends a password at its first NUL, as on a real domain controller', async () => {
    await client.bind(UPN, `${DEMO_PASSWORD}\0anything`);
    expect(await whoAmI()).toBe('u:CORP\\admin');
  });

  it('by SASL is refused', async () => {
    await expect(client.bind('PLAIN', 'x')).rejects.toMatchObject({ code: 7 });
  });

  it('that fails keeps the identity before it', async () => {
    await asService();
    await expect(client.bind(UPN, 'wrong')).rejects.toMatchObject({ code: 49 });
    expect(await whoAmI()).toBe('u:CORP\\svc-rota');
  });

  it('of a disabled account tells so only with the right password', async () => {
    await expect(client.bind('CORP\\leaver', DEMO_PASSWORD)).rejects.toThrow(/data 533/);
    await expect(client.bind('CORP\\leaver', 'wrong')).rejects.toThrow(/data 52e/);
  });

  it('locks after three wrong passwords in a row and unlocks after a minute', async () => {
    const wrong = () => expect(client.bind(UPN, 'wrong')).rejects.toThrow(/data 52e/);
    await wrong();
    await wrong();
    await client.bind(UPN, DEMO_PASSWORD);
    for (let n = 0; n < 3; n += 1) await wrong();
    await expect(client.bind(UPN, DEMO_PASSWORD)).rejects.toThrow(/data 775/);
    now += LOCKOUT.durationMs;
    await client.bind(UPN, DEMO_PASSWORD);
  });

  it('forgets wrong passwords that are older than the window', async () => {
    const wrong = () => expect(client.bind(UPN, 'wrong')).rejects.toThrow(/data 52e/);
    await wrong();
    await wrong();
    now += LOCKOUT.windowMs + 1;
    await wrong();
    await client.bind(UPN, DEMO_PASSWORD);
  });
});

describe('a search', () => {
  const group = (dn: string) =>
    new ExtensibleFilter({ matchType: 'member', rule: '1.2.840.113556.1.4.1941', value: dn });
  const cns = async (filter: string | ExtensibleFilter) =>
    (await client.search(DEMO_BASE_DN, { filter, attributes: ['cn'] })).searchEntries.map((e) => e.cn).sort();

  it('needs a bind, except for the root entry', async () => {
    const root = await client.search('', { scope: 'base', attributes: ['defaultNamingContext'] });
    expect(root.searchEntries).toEqual([{ dn: '', defaultNamingContext: DEMO_BASE_DN }]);
    await expect(client.search(DEMO_BASE_DN)).rejects.toMatchObject({ code: 1 });
  });

  it('finds nested groups by the chain rule', async () => {
    await asService();
    expect(await cns(group(await dnOf('editor')))).toEqual([
      'all-staff-reports',
      'rota-editors',
      'rota-viewers',
      'team-crm',
    ]);
  });

  it('understands and, or, not, substrings, order and bits', async () => {
    await asService();
    expect(await cns('(&(objectCategory=person)(|(cn=ada*)(cn=*a*ist)(cn=*quist)))')).toEqual([
      'Ada Marsh',
      'Vera Lindqvist',
    ]);
    expect(await cns('(&(objectClass=user)(userAccountControl:1.2.840.113556.1.4.803:=2))')).toEqual([
      'Lea Fontaine',
    ]);
    expect(await cns('(&(objectClass=group)(!(cn=rota-*))(!(cn=domain*)))')).toEqual([
      'all-staff-reports',
      'payments-ops',
      'team-crm',
      'team-payments',
    ]);
    expect(await cns('(&(objectClass=user)(primaryGroupID>=514))')).toEqual([]);
    await expect(
      cns(new ExtensibleFilter({ matchType: 'cn', rule: '1.2.3', value: 'x' })),
    ).rejects.toMatchObject({ code: 18 });
  });

  it('computes tokenGroups for the entry itself only', async () => {
    await asService();
    const attributes = ['tokenGroups'];
    const dn = await dnOf('editor');
    const base = await client.search(dn, { scope: 'base', attributes, explicitBufferAttributes: attributes });
    expect(base.searchEntries[0]?.tokenGroups).toHaveLength(5);
    const sub = await client.search(dn, { scope: 'sub', attributes });
    expect(sub.searchEntries[0]?.tokenGroups).toEqual([]);
  });

  it('pages, and cuts what exceeds a limit', async () => {
    const users = Array.from({ length: 1200 }, (_, n) => ({
      sam: `bulk${n}`,
      unit: 'Bulk',
      password: 'same',
    }));
    const demo = demoDirectory();
    server.load({ ...demo, users: [...demo.users, ...users] });
    await asService();
    const filter = '(sAMAccountName=bulk*)';
    const attributes = ['cn'];
    await expect(client.search(DEMO_BASE_DN, { filter, attributes })).rejects.toMatchObject({ code: 4 });
    expect(
      (await client.search(DEMO_BASE_DN, { filter, attributes, sizeLimit: 7 })).searchEntries,
    ).toHaveLength(7);
    const paged = await client.search(DEMO_BASE_DN, { filter, attributes, paged: { pageSize: 500 } });
    expect(new Set(paged.searchEntries.map((entry) => entry.cn)).size).toBe(1200);
  });

  it('names a base that does not exist or is no name', async () => {
    await asService();
    await expect(client.search(`OU=none,${DEMO_BASE_DN}`)).rejects.toMatchObject({ code: 32 });
    await expect(client.search('nonsense')).rejects.toMatchObject({ code: 34 });
  });

  it('never shows a password', async () => {
    await asService();
    const { searchEntries } = await client.search(DEMO_BASE_DN, {
      attributes: ['*', 'userPassword', 'unicodePwd'],
    });
    expect(searchEntries.length).toBeGreaterThan(DEMO_ACCOUNTS.length);
    expect(JSON.stringify(searchEntries)).not.toContain(DEMO_PASSWORD);
  });
});

describe('other requests', () => {
  it('that would change something are refused', async () => {
    await asService();
    await expect(client.del(await dnOf('admin'))).rejects.toMatchObject({ code: 53 });
    await expect(client.add('CN=x,DC=corp', { cn: 'x' })).rejects.toMatchObject({ code: 53 });
  });

  it('compare values', async () => {
    await asService();
    expect(await client.compare(await dnOf('team-crm'), 'member', await dnOf('editor'))).toBe(true);
    expect(await client.compare(await dnOf('team-crm'), 'member', await dnOf('admin'))).toBe(false);
  });
});

describe('hostile bytes', () => {
  /** Sends bytes over TLS and waits until the directory has closed the connection. */
  const sendRaw = (bytes: Buffer) =>
    new Promise<void>((resolve, reject) => {
      const socket = connectTls({ port: server.port, host: '127.0.0.1', servername: 'localhost', ca });
      socket.on('secureConnect', () => socket.end(bytes));
      socket.on('data', () => undefined);
      socket.on('error', (error: NodeJS.ErrnoException) =>
        ['ECONNRESET', 'EPIPE'].includes(error.code ?? '') ? resolve() : reject(error),
      );
      socket.on('close', () => resolve());
    });
  const alive = async () => {
    await client.bind(UPN, DEMO_PASSWORD);
    expect(await whoAmI()).toBe('u:CORP\\admin');
  };
  const valid = [
    new BindRequest({ messageId: 1, dn: 'CORP\\viewer', password: 'x' }).write(),
    new SearchRequest({
      messageId: 2,
      baseDN: '',
      scope: 'base',
      filter: new PresenceFilter({ attribute: 'cn' }),
    }).write(),
  ];

  it('close the connection and never the process', async () => {
    const mutated = fc
      .tuple(fc.constantFrom(...valid), fc.nat(), fc.nat(255))
      .map(([packet, at, byte]) =>
        Buffer.from(packet).fill(byte, at % packet.length, (at % packet.length) + 1),
      );
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from([0x30, bytes.length, ...bytes])),
      mutated,
    );
    await fc.assert(fc.asyncProperty(anything, sendRaw), { numRuns: 150 });
    await alive();
  });

  it('may not announce or send a message longer than the limit', async () => {
    await sendRaw(Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]));
    await sendRaw(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]));
    const long = new BindRequest({ messageId: 1, dn: 'x'.repeat(MAX_REQUEST), password: 'x' }).write();
    const before = server.binds.length;
    await sendRaw(long);
    expect(server.binds.length).toBe(before);
    await alive();
  });

  it('may not nest a filter without end', async () => {
    const nested = (depth: number): Buffer =>
      depth === 0 ? Buffer.from([0x87, 2, 0x63, 0x6e]) : wrap(0xa2, nested(depth - 1));
    const wrap = (tag: number, body: Buffer) =>
      Buffer.concat([Buffer.from([tag, 0x82, body.length >> 8, body.length & 0xff]), body]);
    const head = Buffer.from([0x04, 0, 0x0a, 1, 0, 0x0a, 1, 0, 0x02, 1, 0, 0x02, 1, 0, 0x01, 1, 0]);
    const search = wrap(0x63, Buffer.concat([head, nested(5000), Buffer.from([0x30, 0])]));
    await sendRaw(wrap(0x30, Buffer.concat([Buffer.from([0x02, 1, 1]), search])));
    await alive();
  });

  it('in clear text get no answer', async () => {
    const plain = new Client({ url: `ldap://localhost:${server.port}`, timeout: 2000, connectTimeout: 2000 });
    await expect(plain.bind(UPN, DEMO_PASSWORD)).rejects.toThrow();
    await alive();
  });
});

describe('startDirectory', () => {
  it('keeps certificates and identities over a restart', async () => {
    const attributes = ['objectGUID', 'objectSid'];
    const read = async (url: string) => {
      const reader = new Client({ url, timeout: 5000, tlsOptions: { ca } });
      await reader.bind(DEMO_SERVICE_USER, DEMO_SERVICE_PASSWORD);
      const found = await reader.search(DEMO_BASE_DN, { attributes, explicitBufferAttributes: attributes });
      await reader.unbind();
      return found.searchEntries;
    };
    const again = await startDirectory({ dataDir });
    expect(await read(again.url)).toEqual(await read(server.url));
    await again.stop();
  });

  it('says that a port is taken', async () => {
    await expect(startDirectory({ dataDir, port: server.port })).rejects.toThrow(
      `port ${server.port} on 127.0.0.1 is taken`,
    );
  });

  it('refuses other addresses than loopback, and production', async () => {
    await expect(startDirectory({ dataDir, host: '0.0.0.0' })).rejects.toThrow(/loopback only/);
    vi.stubEnv('NODE_ENV', 'production');
    await expect(startDirectory({ dataDir })).rejects.toThrow(/directory/);
    vi.unstubAllEnvs();
  });

  it('names a group member that does not exist', async () => {
    const entries = { ...demoDirectory(), groups: [{ sam: 'g', members: ['ghost'] }] };
    await expect(startDirectory({ dataDir, entries })).rejects.toThrow('"ghost"');
  });
});
