import type { Metadata } from 'next';
import { TeamList } from '@/components/teams/team-list';
import { EVERYWHERE } from '@/lib/auth/access';
import { allows } from '@/lib/command';
import { listTeams } from '@/lib/teams/commands';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Teams' };

const needed = { permission: 'team.rename', at: { environmentId: null } } as const;

export default protectedPage(needed, async (context) => (
  <TeamList teams={await listTeams(context)} mayCreate={allows(context.actor, 'team.create', EVERYWHERE)} />
));
