import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Attribute, Client } from 'ldapts';
import { expect, it, onTestFinished } from 'vitest';
import { CONTRACT_CONFIG, contractSeed } from '@/lib/local/directory/contract-accounts';
import { startDirectory } from '@/lib/local/directory/server';
import { SAMBA_START_MS, sambaProblem } from '@/lib/local/samba/availability';
import { ADMINISTRATOR_PASSWORD } from '@/lib/local/samba/provision';
import { startSambaDomain } from '@/lib/local/samba/test-domain';
import { createDirectory, type DirectoryConfig } from '../directory';

const LIST = 'mail-east';
/** GROUP_TYPE_ACCOUNT_GROUP ([MS-ADTS] 2.2.12) without the security bit. */
const DISTRIBUTION = '2';

/** The people on a list for mail can't be told by their tokenGroups: a role given to it would reach nobody. */
async function leavesOutDistributionGroups(config: DirectoryConfig): Promise<void> {
  const directory = createDirectory(config);
  expect(await directory.resolveGroups([LIST])).toMatchObject([{ name: LIST }]);
  expect(await directory.searchGroups('mail-', 20)).toEqual([]);
  expect(await directory.searchGroups('team-east', 20)).toMatchObject([{ name: 'team-east' }]);
}

it('leaves out distribution groups of the embedded directory', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'rota-groups-'));
  const seed = contractSeed();
  const groups = [...seed.groups, { sam: LIST, members: ['alice'], distribution: true }];
  const server = await startDirectory({ dataDir, entries: { ...seed, groups } });
  onTestFinished(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true });
  });
  const ca = await readFile(server.caFile, 'utf8');
  await leavesOutDistributionGroups({ ...CONTRACT_CONFIG, urls: [server.url], ca });
});

it.skipIf(sambaProblem() !== null)(
  `leaves out distribution groups of Samba${sambaProblem() === null ? '' : ` (not run: ${sambaProblem()})`}`,
  async () => {
    const domain = await startSambaDomain();
    onTestFinished(() => domain.stop());
    const { config } = domain;
    const client = new Client({ url: config.urls[0] ?? '', tlsOptions: { ca: config.ca } });
    await client.bind(`Administrator@${config.upnSuffix}`, ADMINISTRATOR_PASSWORD);
    const values = { objectClass: 'group', sAMAccountName: LIST, groupType: DISTRIBUTION };
    const attributes = Object.entries(values).map(
      ([type, value]) => new Attribute({ type, values: [value] }),
    );
    await client.add(`CN=${LIST},OU=Groups,${config.baseDn}`, attributes);
    await client.unbind();
    await leavesOutDistributionGroups(config);
  },
  SAMBA_START_MS,
);
