import type { Metadata } from 'next';
import { OWN_ROWS } from '@/components/audit/own-part';
import { PersonPart } from '@/components/audit/person-part';
import { PersonPage } from '@/components/people/person-page';
import { auditFilter } from '@/lib/audit/filter';
import { listActivityAudit, listScheduleAudit } from '@/lib/audit/queries';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { getPerson } from '@/lib/people/person';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Person' };

export default protectedPage('access.read', async (context, { params }) => {
  const { id = '' } = await params;
  const person = await getPerson(context, id);
  const filter = auditFilter.parse({ actor: id });
  const [teams, environments, changes, activity] = await Promise.all([
    listTeamNames(context),
    listEnvironmentNames(context),
    listScheduleAudit(context, filter, undefined, OWN_ROWS),
    listActivityAudit(context, filter, OWN_ROWS),
  ]);
  return (
    <>
      <PersonPage person={person} places={{ teams, environments }} />
      <PersonPart id={id} changes={changes.rows} activity={activity.rows} />
    </>
  );
});
