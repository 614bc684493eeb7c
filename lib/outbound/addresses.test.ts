import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './addresses';
import { parseAllowedPrivate } from './allowed';

/**
 * The IANA registries of special-purpose addresses (iana.org/assignments/iana-ipv4-special-registry and
 * iana-ipv6-special-registry), each block with its first and last address.
 */
const SPECIAL = [
  ['This network', '0.0.0.0', '0.255.255.255'],
  ['Private-Use', '10.0.0.0', '10.255.255.255'],
  ['Shared Address Space', '100.64.0.0', '100.127.255.255'],
  ['Loopback', '127.0.0.0', '127.255.255.255'],
  ['Link Local', '169.254.0.0', '169.254.255.255'],
  ['Metadata of AWS', '169.254.169.254', '169.254.170.2'],
  ['Private-Use', '172.16.0.0', '172.31.255.255'],
  ['IETF Protocol Assignments', '192.0.0.0', '192.0.0.255'],
  ['TEST-NET-1', '192.0.2.0', '192.0.2.255'],
  ['AS112-v4', '192.31.196.0', '192.31.196.255'],
  ['AMT', '192.52.193.0', '192.52.193.255'],
  ['6to4 Relay Anycast', '192.88.99.0', '192.88.99.255'],
  ['Private-Use', '192.168.0.0', '192.168.255.255'],
  ['Direct Delegation AS112', '192.175.48.0', '192.175.48.255'],
  ['Benchmarking', '198.18.0.0', '198.19.255.255'],
  ['TEST-NET-2', '198.51.100.0', '198.51.100.255'],
  ['TEST-NET-3', '203.0.113.0', '203.0.113.255'],
  ['Multicast', '224.0.0.0', '239.255.255.255'],
  ['Reserved, Limited Broadcast', '240.0.0.0', '255.255.255.255'],
  ['Unspecified and Loopback', '::', '::1'],
  ['IPv4-mapped, of a private one', '::ffff:10.0.0.1', '::ffff:7f00:1'],
  ['IPv4-compatible', '::7f00:1', '::ffff:ffff'],
  ['IPv4-IPv6 Translation', '64:ff9b::', '64:ff9b::ffff:ffff'],
  ['IPv4-IPv6 Translation', '64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff'],
  ['Discard-Only', '100::', '100::ffff:ffff:ffff:ffff'],
  ['IETF Protocol Assignments, Teredo', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['Documentation', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['6to4', '2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['Direct Delegation AS112', '2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff'],
  ['Documentation', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['SRv6 SIDs', '5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['Unique-Local, metadata of AWS', 'fc00::', 'fd00:ec2::254'],
  ['Link-Local Unicast', 'fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['Site-local, deprecated', 'fec0::', 'feff::1'],
  ['Multicast', 'ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
] as const;

/** Neighbours of those blocks, and others. */
const PUBLIC = [
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '191.255.255.255',
  '192.0.1.0',
  '192.0.3.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '203.0.112.255',
  '203.0.114.0',
  '223.255.255.255',
  '2001:200::',
  '2001:db7:ffff::1',
  '2001:db9::',
  '2003::1',
  '2600:1f18::1',
  '2a00:1450:4001::1',
];

describe('an address', () => {
  it.each(SPECIAL)('of a special block is not public: %s, %s to %s', (_, first, last) => {
    expect([first, last].map(isPublicAddress)).toEqual([false, false]);
  });

  it.each(PUBLIC)('beside them is public: %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '',
    'localhost',
    '2130706433',
    '0x7f.1',
    '127.1',
    '1.1.1.1%eth0',
    'fe80::1%eth0',
    '2600::1%1',
    '1.1.1',
  ])('that is none is not public: %s', (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });
});

/** How people write the loopback address to get past a check of the text: URL makes the same of all of them. */
it.each([
  ['https://2130706433/', '127.0.0.1'],
  ['https://0x7f000001/', '127.0.0.1'],
  ['https://017700000001/', '127.0.0.1'],
  ['https://127.1/', '127.0.0.1'],
  ['https://①②⑦.0.0.1/', '127.0.0.1'],
  ['https://[::ffff:127.0.0.1]/', '[::ffff:7f00:1]'],
])('%s leads to an address that is not public', (url, host) => {
  const { hostname } = new URL(url);
  expect(hostname).toBe(host);
  expect(isPublicAddress(hostname.replace(/^\[|\]$/g, ''))).toBe(false);
});

describe('the list of what is allowed', () => {
  const list = parseAllowedPrivate('Alerts.corp.example.com, 10.1.0.0/16,192.168.7.9,fd00:1::/32');

  it('has hosts by their names, and networks', () => {
    expect([...(list?.hosts ?? [])]).toEqual(['alerts.corp.example.com']);
    const has = (address: string) => list?.networks.has(address);
    expect(['10.1.255.255', '192.168.7.9', 'fd00:1::5'].map(has)).toEqual([true, true, true]);
    expect(['10.2.0.0', '192.168.7.8', 'fd00:2::5', '127.0.0.1'].map(has)).toEqual(Array(4).fill(false));
  });

  it.each([
    '',
    'a,,b',
    'https://alerts.example.com',
    '10.1.0.0/33',
    '10.1.0.0/',
    '300.1.1.1',
    '*',
    'a b',
    '::1%lo',
  ])('is refused where an entry is neither: %s', (text) => {
    expect(parseAllowedPrivate(text)).toBeNull();
  });
});
