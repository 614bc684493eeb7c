import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, EqualityFilter } from 'ldapts';
import type { Administrator, ContractDomain } from '@/lib/auth/directory/contract/domain';
import type { LockoutPolicy } from './bind';
import {
  CONTRACT_ACCOUNTS,
  CONTRACT_CONFIG,
  CONTRACT_LOCKOUT,
  contractSeed,
  PASSWORD,
} from './contract-accounts';
import type { DirectorySeed, UserSeed } from './seed';
import { type RunningDirectory, startDirectory } from './server';

export interface EmbeddedDomain extends ContractDomain {
  /** Errors inside the directory itself. */
  faults: unknown[];
  stop(): Promise<void>;
}

/** Two embedded directories with the accounts of the contract. What an administrator changes starts counts afresh. */
export async function startEmbeddedDomain(): Promise<EmbeddedDomain> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'rota-directory-'));
  const faults: unknown[] = [];
  const lockout = { ...CONTRACT_LOCKOUT };
  const options = { dataDir, lockout, onFault: (error: unknown) => faults.push(error) };
  const first = await startDirectory({ ...options, entries: contractSeed() });
  const second = await startDirectory({ ...options, entries: contractSeed() });
  const [cert, key] = await Promise.all(
    ['ca.pem', 'ca.key'].map((name) => readFile(path.join(dataDir, 'directory', name), 'utf8')),
  );
  const authority = { cert: cert ?? '', key: key ?? '' };
  const config = { ...CONTRACT_CONFIG, urls: [first.url], ca: authority.cert };
  return {
    config,
    second: second.url,
    authority,
    accounts: CONTRACT_ACCOUNTS,
    administrator: administratorOf(first, lockout, config),
    faults,
    stop: async () => {
      await first.stop();
      await second.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

function administratorOf(
  directory: RunningDirectory,
  lockout: LockoutPolicy,
  config: ContractDomain['config'],
): Administrator {
  let seed = contractSeed();
  const load = (next: DirectorySeed) => {
    seed = next;
    directory.load(seed);
  };
  const change = async (sam: string, rest: Partial<UserSeed>) =>
    load({ ...seed, users: seed.users.map((user) => (user.sam === sam ? { ...user, ...rest } : user)) });
  const members = (of: (group: string, members: string[]) => string[]) =>
    seed.groups.map((group) => ({ ...group, members: of(group.sam, group.members ?? []) }));
  return {
    add: async (sam) =>
      load({ ...seed, users: [...seed.users, { sam, password: PASSWORD, identity: randomUUID() }] }),
    rename: async (sam, to) => {
      const groups = members((_, own) => own.map((member) => (member === sam ? to : member)));
      const users = seed.users.map((user) =>
        user.sam === sam ? { ...user, sam: to, identity: user.identity ?? sam } : user,
      );
      load({ ...seed, users, groups });
    },
    remove: async (sam) => {
      const groups = members((_, own) => own.filter((member) => member !== sam));
      load({ ...seed, users: seed.users.filter((user) => user.sam !== sam), groups });
    },
    setPassword: (sam, password) => change(sam, { password }),
    setDisabled: (sam, disabled) => change(sam, { disabled }),
    setExpires: (sam, expires) => change(sam, { expires }),
    setMember: async (name, sam, member) => {
      const groups = members((group, own) =>
        group === name ? [...own.filter((one) => one !== sam), ...(member ? [sam] : [])] : own,
      );
      load({ ...seed, groups });
    },
    setLockoutThreshold: async (threshold) => {
      lockout.threshold = threshold;
    },
    badAttempts: (sam) => badAttempts(config, sam),
  };
}

/** What a directory itself counts. */
export async function badAttempts(config: ContractDomain['config'], sam: string): Promise<number> {
  const client = new Client({ url: config.urls[0] ?? '', tlsOptions: { ca: config.ca } });
  try {
    await client.bind(config.serviceUser, config.servicePassword);
    const filter = new EqualityFilter({ attribute: 'sAMAccountName', value: sam });
    const { searchEntries } = await client.search(config.baseDn, { filter, attributes: ['badPwdCount'] });
    return Number(searchEntries[0]?.badPwdCount);
  } finally {
    await client.unbind();
  }
}
