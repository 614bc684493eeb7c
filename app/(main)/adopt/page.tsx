import type { Metadata } from 'next';
import { AdoptFilters } from '@/components/adopt/adopt-filters';
import { adoptHref, findValues } from '@/components/adopt/adopt-href';
import { ScanStatus } from '@/components/adopt/scan-status';
import { UnderWay } from '@/components/adopt/under-way';
import { Workbench } from '@/components/adopt/workbench';
import { ButtonLink } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { findFilter } from '@/lib/adopt/filter';
import { listUnderWay } from '@/lib/adopt/origin-queries';
import { adoptEnvironments, COUNT_CAP, getScan, listFinds, PAGE_SIZE } from '@/lib/adopt/queries';
import { actorName } from '@/lib/context';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../protected';

export const metadata: Metadata = { title: 'Take over from AWS' };

export default protectedPage(
  { permission: 'schedule.adopt', at: { teamId: null } },
  async (context, { searchParams }) => {
    const asked = findFilter.parse(await searchParams);
    const environments = await adoptEnvironments(context);
    const environment = environments.find(({ id }) => id === asked.environment) ?? environments[0];
    if (!environment) return <EmptyState icon="cloud_off" title="No environment is in use" />;
    const filter = { ...asked, environment: environment.id };
    const values = findValues(filter);
    const [list, scan, underWay, teams] = await Promise.all([
      listFinds(context, environment, filter),
      getScan(context, environment.id),
      listUnderWay(context, environment.id),
      listTeamNames(context, 'schedule.adopt', environment.id),
    ]);
    const filtered = Boolean(filter.q || filter.kind || filter.standing || filter.group);
    const count = list.count >= COUNT_CAP ? `${(COUNT_CAP - 1).toLocaleString('en')}+` : String(list.count);
    return (
      <>
        <PageHeader
          title="Take over from AWS"
          marks={environment.production && <Chip tone="bad">PROD</Chip>}
          description="What runs in this account outside Rota: schedules of EventBridge Scheduler, and EventBridge rules with a schedule. Nothing is touched but what you choose."
        />
        <ScanStatus environmentId={environment.id} scan={scan} />
        <UnderWay rows={underWay} />
        <Workbench
          rows={list.rows}
          values={values}
          environment={{ id: environment.id, name: environment.name, production: environment.production }}
          matching={count}
          more={list.count > PAGE_SIZE}
          teams={teams}
          owner={actorName(context.actor)}
          roleExample={`arn:aws:iam::${environment.accountId}:role/rota-scheduler`}
          filters={
            scan.status !== 'never' && (
              <>
                <AdoptFilters current={values} environments={environments} />
                {list.rows.length === 0 && <Nothing filtered={filtered} values={values} />}
              </>
            )
          }
          pages={
            <Pagination
              previous={list.previous && adoptHref(values, { before: list.previous })}
              next={list.next && adoptHref(values, { after: list.next })}
              summary={list.count > 0 ? `${count} found` : undefined}
            />
          }
        />
      </>
    );
  },
);

function Nothing({ filtered, values }: { filtered: boolean; values: Parameters<typeof adoptHref>[0] }) {
  if (!filtered)
    return (
      <EmptyState icon="event_available" title="Nothing outside Rota">
        The last scan found no schedule in another group, and no rule with a schedule.
      </EmptyState>
    );
  const { environment } = values;
  return (
    <EmptyState
      icon="search_off"
      title="Nothing matches"
      action={
        <ButtonLink href={adoptHref({ environment, q: '', kind: '', standing: '', group: '' })}>
          Clear the filters
        </ButtonLink>
      }
    />
  );
}
