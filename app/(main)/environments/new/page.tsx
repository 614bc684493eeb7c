import type { Metadata } from 'next';
import { EnvironmentForm } from '@/components/environments/environment-form';
import { PageHeader } from '@/components/ui/page-header';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Add an environment' };

export default protectedPage('environment.create', async () => (
  <>
    <PageHeader
      title="Add an environment"
      description="Rota then shows the Terraform that grants it what it needs there, and checks it."
    />
    <EnvironmentForm />
  </>
));
