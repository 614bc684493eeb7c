import type { Metadata } from 'next';
import { GateForm } from '@/components/gates/gate-form';
import { PageHeader } from '@/components/ui/page-header';
import { inEnvironment } from '@/lib/auth/access';
import { allows } from '@/lib/command';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { forbidden } from '@/lib/errors';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'New gate' };

export default protectedPage({ permission: 'gate.create', at: { teamId: null } }, async (context) => {
  const environments = await listEnvironmentNames(context);
  const [first, ...rest] = environments
    .filter(({ id }) => allows(context.actor, 'gate.create', inEnvironment(id)))
    .map(({ id, name, production }) => ({ id, name, production }));
  if (!first) throw forbidden('There is no environment in which you may make a gate.');
  return (
    <>
      <PageHeader
        title="New gate"
        description="Targets choose it in the form of their schedule. Its maintenance and rules are planned on the next page."
      />
      <GateForm environments={[first, ...rest]} />
    </>
  );
});
