import type { Metadata } from 'next';
import { Suspense } from 'react';
import { TerraformBlock } from '@/components/adopt/terraform-block';
import { CheckPanel } from '@/components/environments/check-panel';
import { EnvironmentActs } from '@/components/environments/environment-acts';
import { EnvironmentMarks } from '@/components/environments/environment-marks';
import { PlacePanel } from '@/components/environments/place-panel';
import { QueuesPanel } from '@/components/environments/queues-panel';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import type { Context } from '@/lib/context';
import { processArn } from '@/lib/environments/process-arn';
import { type EnvironmentDetail, getEnvironment } from '@/lib/environments/queries';
import { listQueues } from '@/lib/environments/queue-look';
import { terraformOf } from '@/lib/environments/terraform';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Environment' };

export default protectedPage('environment.read', async (context, { params }) => {
  const { id = '' } = await params;
  const environment = await getEnvironment(context, id);
  const terraform = terraformOf(environment, await processArn());
  return (
    <>
      <PageHeader
        title={environment.name}
        marks={<EnvironmentMarks environment={environment} />}
        actions={<EnvironmentActs environment={environment} />}
      />
      <div className="detail">
        <div className="detail-main">
          <CheckPanel environment={environment} />
          <Suspense fallback={<QueuesPanel environment={environment} queues={null} />}>
            <Queues context={context} environment={environment} />
          </Suspense>
          <Panel title="What Rota needs there, as Terraform">
            <p className="muted">
              Apply it with credentials of that account, then check. The folder <code>infra/terraform</code>{' '}
              of Rota’s repository has the module and explains it.
            </p>
            <TerraformBlock text={terraform} />
          </Panel>
        </div>
        <div className="detail-side">
          <PlacePanel environment={environment} />
        </div>
      </div>
    </>
  );
});

/** Asks AWS, so the rest of the page does not wait for it. */
async function Queues({ context, environment }: { context: Context; environment: EnvironmentDetail }) {
  const queues = await listQueues(context, { id: environment.id });
  return <QueuesPanel environment={environment} queues={queues} />;
}
