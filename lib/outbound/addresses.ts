import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * Networks that are not globally reachable, or lead elsewhere than they say: IANA IPv4 Special-Purpose Address Registry
 * (RFC 6890 and later), IPv4 multicast (RFC 5771) and what is reserved (RFC 1112).
 */
const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
] as const;

/**
 * Of IPv6 only what IANA has given out as global unicast (2000::/3) is reachable; within it these are special by the IANA
 * IPv6 Special-Purpose Address Registry. Translated and tunnelled addresses (64:ff9b::/96, 2002::/16, 2001::/32) hold an
 * IPv4 address that would have to be believed: they are refused.
 */
const GLOBAL_V6 = '2000::/3';
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'] as const;

const network = (list: BlockList, cidr: string): BlockList => {
  const [address = '', bits = ''] = cidr.split('/');
  list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  return list;
};

const special = [...SPECIAL_V4, ...SPECIAL_V6].reduce(network, new BlockList());
const globalV6 = network(new BlockList(), GLOBAL_V6);

/** Networks as `lookUp` asks for them. */
export type Networks = { has(address: string): boolean };

/** @param cidrs networks such as 10.1.0.0/16 or fd00::/8 */
export function networksOf(cidrs: readonly string[]): Networks {
  const list = cidrs.reduce(network, new BlockList());
  return { has: (address) => list.check(address, familyOf(address)) };
}

/** Whether an IPv4 or IPv6 address is one of the public internet. What is no address is none. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false;
  const family = familyOf(address);
  if (special.check(address, family)) return false;
  return family === 'ipv4' || globalV6.check(address, 'ipv6');
}

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');
