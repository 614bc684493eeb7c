import type { Metadata } from 'next';
import { TeamList } from '@/components/teams/team-list';
import { listTeams } from '@/lib/teams/commands';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Teams' };

export default protectedPage('team.create', async (context) => <TeamList teams={await listTeams(context)} />);
