import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

const HOSTS_FILE = '/etc/hosts';
/** The first try of a name server; each later one takes longer (c-ares). */
const TRY_MS = 2_000;
const TRIES = 3;
/** Once one family has addresses the other is waited for so long: some name servers never answer for IPv6. */
const OTHER_FAMILY_MS = 1_000;

type Sources = {
  hostsFile?: string;
  /** Those of the system, where none are named. */
  servers?: readonly string[];
};

/**
 * All addresses of a name: those of the hosts file, else those that DNS has, IPv4 first, without those of a family that is
 * told more than a second after the other. Unlike dns.lookup it holds no
 * thread of libuv while a name server is silent: a few dead names would keep every other look-up of the process waiting.
 * It asks for the name as it is written: no search domain, mDNS or other source of the system is tried.
 * @param signal gives the look-up up
 * @throws Error of a name that has no address, or that could not be looked up
 */
export async function byDns(
  host: string,
  signal: AbortSignal,
  { hostsFile = HOSTS_FILE, servers }: Sources = {},
): Promise<LookupAddress[]> {
  const name = host.toLowerCase().replace(/\.$/, '');
  const named = addressesIn(await textOf(hostsFile), name);
  if (named.length > 0) return named.map(withFamily);
  signal.throwIfAborted();
  const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
  if (servers) resolver.setServers(servers);
  const giveUp = () => resolver.cancel();
  signal.addEventListener('abort', giveUp, { once: true });
  let enough: NodeJS.Timeout | undefined;
  const noted = (addresses: string[]) => {
    if (addresses.length > 0) enough ??= setTimeout(giveUp, OTHER_FAMILY_MS);
    return addresses;
  };
  try {
    const families = [resolver.resolve4(name), resolver.resolve6(name)];
    const answers = await Promise.allSettled(families.map((family) => family.then(noted)));
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length === 0)
      throw new Error(`${host} could not be looked up: ${codesOf(answers).join(', ')}.`);
    return found.map(withFamily);
  } finally {
    signal.removeEventListener('abort', giveUp);
    clearTimeout(enough);
  }
}

const withFamily = (address: string): LookupAddress => ({ address, family: isIP(address) });

/** The addresses that the text of a hosts file gives a name in lower case (hosts(5)). */
export const addressesIn = (text: string, name: string): string[] =>
  text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    return isIP(address) !== 0 && names.some((one) => one.toLowerCase() === name) ? [address] : [];
  });

/** Empty where there is no such file. */
async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

const codesOf = (answers: readonly PromiseSettledResult<string[]>[]): string[] => [
  ...new Set(
    answers.map((answer) =>
      answer.status === 'rejected' ? String((answer.reason as NodeJS.ErrnoException).code) : 'ENODATA',
    ),
  ),
];
