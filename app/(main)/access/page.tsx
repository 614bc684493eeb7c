import type { Metadata } from 'next';
import { AccessPage } from '@/components/access/access-page';
import { listAccess } from '@/lib/access/queries';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Access' };

export default protectedPage('access.read', async (context) => {
  const [access, teams, environments] = await Promise.all([
    listAccess(context),
    listTeamNames(context),
    listEnvironmentNames(context),
  ]);
  return <AccessPage access={access} choices={{ teams, environments }} />;
});
