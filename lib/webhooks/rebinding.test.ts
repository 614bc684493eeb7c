import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, issueServer } from '@/lib/local/directory/certificates';
import { NOTHING_PRIVATE, parseAllowedPrivate } from '@/lib/outbound/allowed';
import { byDns } from '@/lib/outbound/by-dns';
import { type NameServer, startNameServer } from '@/lib/outbound/fixture';
import { postOnce } from './post';

let dns: NameServer;
/** What the DNS server says, one after the other; then the last of them. */
let says: string[] = [];
let asked = 0;

const CHECKED = '127.0.0.1';
const INSIDE = '127.0.0.2';
const reached: string[] = [];
const servers: Server[] = [];
let ca: string;
let url: URL;

beforeAll(async () => {
  dns = await startNameServer(({ family }) => {
    if (family === 6) return [];
    const told = says[Math.min(asked, says.length - 1)] ?? '0.0.0.0';
    asked += 1;
    return [told];
  });
  const authority = await createAuthority(Date.now());
  ca = authority.cert;
  const pair = await issueServer(authority, { dns: ['hooks.example.com'], ips: [] });
  let port = 0;
  for (const host of [CHECKED, INSIDE]) {
    const server = createServer(pair, (_, response) => {
      reached.push(host);
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(port, host, resolve));
    ({ port } = server.address() as AddressInfo);
    servers.push(server);
  }
  url = new URL(`https://hooks.example.com:${port}/`);
});
afterAll(() => {
  dns?.close();
  for (const server of servers) server.close();
});

const post = (to: URL, allowed = parseAllowedPrivate(CHECKED) ?? NOTHING_PRIVATE) =>
  postOnce({
    url: to,
    headers: {},
    body: '{}',
    timeoutMs: 5_000,
    allowed,
    ca,
    resolve: (host, signal) => byDns(host, signal, { servers: [dns.address] }),
  });

describe('a name whose DNS server changes its mind', () => {
  it('leads to the address that was checked, and is refused once it names another', async () => {
    [says, asked] = [[CHECKED, INSIDE], 0];
    expect(await post(url)).toMatchObject({ status: 200 });
    expect([asked, reached]).toEqual([1, [CHECKED]]);
    expect(await post(url)).toMatchObject({ outcome: 'failed', permanent: true });
    expect([asked, reached]).toEqual([2, [CHECKED]]);
  });
});

describe('an address that is not public', () => {
  it.each([
    ['loopback', '127.0.0.1'],
    ['as one number', '2130706433'],
    ['in octal', '0177.0.0.1'],
    ['in hexadecimal', '0x7f.1'],
    ['of this network', '0.0.0.0'],
    ['of no host', '[::]'],
    ['mapped into IPv6', '[::ffff:127.0.0.1]'],
    ['mapped, in hexadecimal', '[::ffff:7f00:1]'],
    ['unique local', '[fd00:ec2::254]'],
    ['link-local', '[fe80::1]'],
    ['translated by NAT64', '[64:ff9b::7f00:1]'],
    ['of 6to4', '[2002:7f00:1::]'],
    ['the metadata of AWS', '169.254.169.254'],
  ])('is refused, %s: %s', async (_, host) => {
    reached.length = 0;
    expect(await post(new URL(`https://${host}:${url.port}/`), NOTHING_PRIVATE)).toMatchObject({
      outcome: 'failed',
      permanent: true,
      reason: expect.stringContaining('not a public address'),
    });
    expect(reached).toEqual([]);
  });
});
