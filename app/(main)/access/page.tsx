import type { Metadata } from 'next';
import { AccessPage } from '@/components/access/access-page';
import { listAccess } from '@/lib/access/queries';
import { EVERYWHERE } from '@/lib/auth/access';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Access' };

const needed = { permission: 'access.read', at: EVERYWHERE } as const;

export default protectedPage(needed, async (context) => {
  const [access, teams, environments] = await Promise.all([
    listAccess(context),
    listTeamNames(context),
    listEnvironmentNames(context),
  ]);
  return <AccessPage access={access} choices={{ teams, environments }} />;
});
