import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './addresses';
import type { AllowedPrivate } from './allowed';
import { byDns } from './by-dns';

/** All addresses of a name; the signal gives the look-up up. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<LookupAddress[]>;

/** Whoever asked may not have Rota call this address. */
export class ForbiddenAddressError extends Error {
  constructor(host: string, address: string) {
    const where = host === address ? `${host} is` : `${host} leads to ${address}, which is`;
    super(`${where} not a public address. An administrator can allow it with ROTA_ALLOWED_PRIVATE_HOSTS.`);
    this.name = 'ForbiddenAddressError';
  }
}

/** The host of a URL: a name, or an address without brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** Why Rota may not call a URL whose host is an address itself; null of a name, which is looked up at each call. */
export function literalProblem(url: URL, allowed: AllowedPrivate): string | null {
  const host = hostOf(url);
  return isIP(host) === 0 || mayCall(host, allowed) ? null : new ForbiddenAddressError(host, host).message;
}

const mayCall = (address: string, { networks }: AllowedPrivate): boolean =>
  isPublicAddress(address) || networks.has(address);

/**
 * Looks a host up once and checks every address: a connection that is made to what this gives goes to an address that was
 * checked, whatever a DNS server says a moment later.
 * @param host a name, or an address as URL has it, without brackets
 * @param signal gives the look-up up
 * @throws ForbiddenAddressError where one of them is not public and not allowed; the error of the resolver
 */
export async function checkedAddresses(
  host: string,
  allowed: AllowedPrivate,
  signal: AbortSignal,
  resolve: Resolve = byDns,
): Promise<LookupAddress[]> {
  const family = isIP(host);
  const addresses = family !== 0 ? [{ address: host, family }] : await resolve(host, signal);
  if (allowed.hosts.has(host.toLowerCase().replace(/\.$/, ''))) return addresses;
  for (const { address } of addresses)
    if (!mayCall(address, allowed)) throw new ForbiddenAddressError(host, address);
  return addresses;
}

/** Of a connection: gives what was checked and asks nobody. */
export const fixedLookup =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_host, options, done) => {
    if (options.all) return done(null, [...addresses]);
    const [first] = addresses;
    if (first) done(null, first.address, first.family);
    else done(new Error('The name has no address.'), '', 0);
  };
