import type { Metadata } from 'next';
import { EnvironmentForm } from '@/components/environments/environment-form';
import { EnvironmentMarks } from '@/components/environments/environment-marks';
import { PageHeader } from '@/components/ui/page-header';
import { getEnvironment } from '@/lib/environments/queries';
import { protectedPage } from '../../../protected';

export const metadata: Metadata = { title: 'Change an environment' };

export default protectedPage('environment.update', async (context, { params }) => {
  const { id = '' } = await params;
  const environment = await getEnvironment(context, id);
  return (
    <>
      <PageHeader
        title={`Change ${environment.name}`}
        marks={<EnvironmentMarks environment={environment} />}
        description={
          environment.production
            ? 'This is production: what you change here is where schedules really run.'
            : undefined
        }
      />
      <EnvironmentForm environment={environment} />
    </>
  );
});
