import type { Metadata } from 'next';
import { EnvironmentTable } from '@/components/environments/environment-table';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { EVERYWHERE } from '@/lib/auth/access';
import { allows } from '@/lib/command';
import { listEnvironments } from '@/lib/environments/queries';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Environments' };

const needed = { permission: 'environment.read', at: { teamId: null } } as const;

export default protectedPage(needed, async (context) => (
  <>
    <PageHeader
      title="Environments"
      description="The AWS accounts and Regions in which Rota keeps schedules. One that does not answer never delays another."
      actions={
        allows(context.actor, 'environment.create', EVERYWHERE) && (
          <ButtonLink href="/environments/new" variant="primary" icon="add">
            Add an environment
          </ButtonLink>
        )
      }
    />
    <EnvironmentTable rows={await listEnvironments(context)} />
  </>
));
