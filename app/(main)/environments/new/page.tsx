import type { Metadata } from 'next';
import { EnvironmentForm } from '@/components/environments/environment-form';
import { PageHeader } from '@/components/ui/page-header';
import { EVERYWHERE } from '@/lib/auth/access';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Add an environment' };

export default protectedPage({ permission: 'environment.create', at: EVERYWHERE }, async () => (
  <>
    <PageHeader
      title="Add an environment"
      description="Rota then shows the Terraform that grants it what it needs there, and checks it."
    />
    <EnvironmentForm />
  </>
));
