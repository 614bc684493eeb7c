import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { issueServer } from '@/lib/local/directory/certificates';
import { openTap, type WireTap } from '@/lib/local/directory/wire-tap';
import type { TestDatabase } from '@/lib/local/postgres/test-database';
import type { ContractDomain } from './domain';
import { LOCAL } from './parts';

/** The product in this process, on a domain and on a database of its own. */
export interface ContractProduct {
  database: TestDatabase;
  /** Between the product and the domain's first controller. */
  tap: WireTap;
  /** Cuts every connection to the domain, or no more. */
  setDown(down: boolean): void;
  stop(): Promise<void>;
}

/**
 * Points the product at a domain, with a role for each of the contract's groups. Its modules are loaded afresh, as they
 * keep the directory that they met first: import them only afterwards, with `import()`.
 *
 * @param env variables that differ
 */
export async function startProduct(
  { config, authority, accounts }: ContractDomain,
  env: Record<string, string> = {},
): Promise<ContractProduct> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rota-contract-'));
  const caFile = path.join(folder, 'ca.pem');
  await writeFile(caFile, config.ca);
  let down = false;
  const [url = ''] = config.urls;
  const tap = await openTap({
    target: { url, ca: config.ca },
    certificate: await issueServer(authority, LOCAL),
    judge: () => (down ? 'cut' : 'pass'),
  });
  vi.resetModules();
  const { startTestProduct } = await import('@/lib/local/test-product');
  const product = await startTestProduct({
    env: {
      LDAP_URL: tap.url,
      LDAP_CA_FILE: caFile,
      LDAP_BIND_USER: config.serviceUser,
      LDAP_BIND_PASSWORD: config.servicePassword,
      LDAP_BASE_DN: config.baseDn,
      LDAP_UPN_SUFFIX: config.upnSuffix,
      LDAP_NETBIOS_DOMAIN: config.netbiosDomain ?? '',
      ROTA_VIEWER_GROUPS: accounts.nested.group,
      ROTA_OPERATOR_GROUPS: accounts.looped.groups[0] ?? '',
      ROTA_EDITOR_GROUPS: accounts.primary.group,
      ROTA_ADMINISTRATOR_GROUPS: accounts.highest.group,
      ...env,
    },
  });
  return {
    database: product.database,
    tap,
    setDown: (yes) => {
      down = yes;
    },
    stop: async () => {
      await product.stop();
      // The client outlives its module, so that a reloaded page does not open another: the next product needs its own.
      Reflect.deleteProperty(globalThis, 'rotaDb');
      await tap.stop();
      await rm(folder, { recursive: true });
    },
  };
}
