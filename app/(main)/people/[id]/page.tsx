import type { Metadata } from 'next';
import { PersonPage } from '@/components/people/person-page';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { getPerson } from '@/lib/people/person';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Person' };

export default protectedPage('access.read', async (context, { params }) => {
  const { id = '' } = await params;
  const [person, teams, environments] = await Promise.all([
    getPerson(context, id),
    listTeamNames(context),
    listEnvironmentNames(context),
  ]);
  return <PersonPage person={person} places={{ teams, environments }} />;
});
