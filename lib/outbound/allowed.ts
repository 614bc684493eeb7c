import { isIP, isIPv4 } from 'node:net';
import { type Networks, networksOf } from './addresses';

/** What an administrator lets Rota call though it is not public: hosts by their name, and networks. */
export type AllowedPrivate = { hosts: ReadonlySet<string>; networks: Networks };

export const NOTHING_PRIVATE: AllowedPrivate = { hosts: new Set(), networks: networksOf([]) };

/**
 * Reads a list as in `alerts.corp.example.com, 10.1.0.0/16, fd00::/8`; an address is a network of one.
 * @returns null where an entry is none of these
 */
export function parseAllowedPrivate(text: string): AllowedPrivate | null {
  const hosts = new Set<string>();
  const cidrs: string[] = [];
  for (const entry of text.split(',').map((part) => part.trim().toLowerCase())) {
    const [address = '', bits, ...rest] = entry.split('/');
    if (isIP(address) !== 0 && !address.includes('%')) {
      const longest = isIPv4(address) ? 32 : 128;
      if (rest.length > 0 || !isLength(bits ?? String(longest), longest)) return null;
      cidrs.push(`${address}/${bits ?? longest}`);
    } else if (HOST.test(entry)) hosts.add(entry);
    else return null;
  }
  return { hosts, networks: networksOf(cidrs) };
}

const HOST = /^(?=.{1,253}$)(?!\d+(\.\d+)*$)[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*$/;

const isLength = (bits: string, longest: number) => /^\d{1,3}$/.test(bits) && Number(bits) <= longest;
