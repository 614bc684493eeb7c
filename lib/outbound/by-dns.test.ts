import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesIn, byDns } from './by-dns';
import { type NameServer, startNameServer } from './fixture';

const V6 = '2606:4700:0:0:0:0:0:1111';
const NAMES: Record<string, string[]> = {
  'hooks.example.com': [V6, '93.184.216.34'],
  'four.example.com': ['93.184.216.34'],
  'six.example.com': [V6],
  'silent-6.example.com': ['93.184.216.34'],
  'silent-4.example.com': [V6],
};

let server: NameServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rota-hosts-'));
  await writeFile(path.join(folder, 'hosts'), '10.1.2.3 alerts.corp.example.com alerts\n');
  server = await startNameServer(({ name, family }) =>
    name.startsWith('dead') || name === `silent-${family}.example.com` ? null : (NAMES[name] ?? []),
  );
});
afterAll(async () => {
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

const look = (host: string, signal = new AbortController().signal) =>
  byDns(host, signal, { hostsFile: path.join(folder, 'hosts'), servers: [server.address] });

describe('a look-up', () => {
  it.each([
    ['hooks.example.com', ['93.184.216.34', '2606:4700::1111']],
    ['HOOKS.example.com.', ['93.184.216.34', '2606:4700::1111']],
    ['four.example.com', ['93.184.216.34']],
    ['six.example.com', ['2606:4700::1111']],
  ])('of %s gives all addresses of both families, IPv4 first', async (host, addresses) => {
    const family = (address: string) => (address.includes(':') ? 6 : 4);
    expect(await look(host)).toEqual(addresses.map((address) => ({ address, family: family(address) })));
  });

  it.each([
    ['silent-6.example.com', '93.184.216.34'],
    ['silent-4.example.com', '2606:4700::1111'],
  ])(
    'of %s has its addresses of one family before what is silent of the other is given up',
    async (host, address) => {
      const tries = server.asked.length;
      expect((await look(host)).map((one) => one.address)).toEqual([address]);
      // One for each family: none was asked for again, as after two seconds.
      expect(server.asked.length - tries).toBe(2);
    },
  );

  it('takes what the hosts file has, and asks nobody', async () => {
    server.asked.length = 0;
    expect(await look('Alerts.corp.example.com')).toEqual([{ address: '10.1.2.3', family: 4 }]);
    expect(server.asked).toEqual([]);
  });

  it('goes by DNS alone where there is no hosts file', async () => {
    const nowhere = { hostsFile: path.join(folder, 'none'), servers: [server.address] };
    expect(await byDns('four.example.com', new AbortController().signal, nowhere)).toHaveLength(1);
  });

  it('of a name without addresses says so', async () => {
    await expect(look('nothing.example.com')).rejects.toThrow(
      'nothing.example.com could not be looked up: ENODATA.',
    );
  });

  it('of dead names holds up no other, and ends when it is given up', async () => {
    const enough = new AbortController();
    const dead = Array.from({ length: 40 }, (_, n) => look(`dead-${n}.example.com`, enough.signal));
    const ended = Promise.allSettled(dead);
    expect(await look('four.example.com')).toHaveLength(1);
    enough.abort();
    expect((await ended).map(({ status }) => status)).toEqual(dead.map(() => 'rejected'));
  });
});

it('a hosts file is read as hosts(5) has it', () => {
  const text = '# 1.1.1.1 a\n127.0.0.1\tlocalhost a # b\n::1 a\n\nnonsense a\n 10.0.0.1  b.example A';
  expect(addressesIn(text, 'a')).toEqual(['127.0.0.1', '::1', '10.0.0.1']);
  expect(addressesIn(text, 'b')).toEqual([]);
});
