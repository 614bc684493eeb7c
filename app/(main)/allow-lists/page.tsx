import type { Metadata } from 'next';
import { AllowListsPage } from '@/components/allow-lists/allow-lists-page';
import { listEntries } from '@/lib/allow-lists/queries';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Allow-lists' };

export default protectedPage('access.read', async (context) => {
  const [entries, teams, environments] = await Promise.all([
    listEntries(context),
    listTeamNames(context),
    listEnvironmentNames(context),
  ]);
  return <AllowListsPage entries={entries} choices={{ teams, environments }} />;
});
