import type { Metadata } from 'next';
import { GateForm } from '@/components/gates/gate-form';
import { PageHeader } from '@/components/ui/page-header';
import { inEnvironment } from '@/lib/auth/access';
import { authorise } from '@/lib/command';
import { getGate } from '@/lib/gates/queries';
import { protectedPage } from '../../../protected';

export const metadata: Metadata = { title: 'Edit gate' };

export default protectedPage(
  { permission: 'gate.update', at: { teamId: null } },
  async (context, { params }) => {
    const { id = '' } = await params;
    const gate = await getGate(context, id);
    const { environmentId, environmentName, production } = gate;
    await authorise(context, 'gate.update', inEnvironment(environmentId));
    return (
      <>
        <PageHeader title="Edit gate" description={gate.name} />
        <GateForm environments={[{ id: environmentId, name: environmentName, production }]} gate={gate} />
      </>
    );
  },
);
