import type { Metadata } from 'next';
import { FailureTable } from '@/components/people/failure-table';
import { HoursLinks } from '@/components/people/hours-links';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { HOURS, listSignIns } from '@/lib/people/sign-ins';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Sign-ins' };

export default protectedPage('access.read', async (context, { searchParams }) => {
  const { hours: asked } = await searchParams;
  const hours = HOURS.find((each) => String(each) === asked) ?? 24;
  const { names, addresses, succeeded, failed, capped } = await listSignIns(context, hours);
  return (
    <>
      <PageHeader
        title="Sign-ins"
        description="Which names were tried without success, and from which addresses. Names are as they were typed."
      />
      <HoursLinks hours={hours} />
      <p>
        {succeeded.toLocaleString('en')} succeeded, {failed.toLocaleString('en')} did not
        {capped && ': only the latest are counted'}.
      </p>
      <div className="stack">
        <Panel title="By name">
          <FailureTable caption="Names that were tried" who="Name" others="Addresses" rows={names} />
        </Panel>
        <Panel title="By address">
          <FailureTable caption="Addresses that tried" who="Address" others="Names" rows={addresses} />
        </Panel>
      </div>
    </>
  );
});
