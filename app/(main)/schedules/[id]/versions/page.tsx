import type { Metadata } from 'next';
import { z } from 'zod';
import { Compared, VersionsChoice } from '@/components/audit/versions-compared';
import { VersionsList } from '@/components/audit/versions-list';
import { StateChip } from '@/components/schedules/state-chip';
import { ButtonLink } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { getVersion, listVersions } from '@/lib/audit/versions';
import { may } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { RotaError } from '@/lib/errors';
import { getSchedule } from '@/lib/schedules/queries';
import { protectedPage } from '../../../protected';
import { roleHere } from '../../../role-here';

export const metadata: Metadata = { title: 'Versions' };

/** Nonsense in an address falls back to the default. */
const number = z.coerce.number().int().positive().max(2_147_483_647).nullable().catch(null);
const cursor = z.string().max(3000).catch('').default('');
const asked = z.object({ from: number, to: number, after: cursor, before: cursor });

export default protectedPage('audit.read', async (context, { params, searchParams }) => {
  const { id = '' } = await params;
  const { after, before, ...chosen } = asked.parse(await searchParams);
  const schedule = await getSchedule(context, id);
  const page = await listVersions(context, id, { after, before });
  const { name, generation, state, environment, managedBy } = schedule;
  const newest = after || before ? null : page.rows;
  const to = chosen.to ?? newest?.[0]?.generation ?? generation;
  const from = chosen.from ?? newest?.[1]?.generation ?? Math.max(1, to - 1);
  const [left, right] = await Promise.all([from, to].map((version) => contentOf(context, id, version)));
  const path = `/schedules/${id}/versions`;
  const { production } = environment;
  return (
    <>
      <PageHeader
        title="Versions"
        marks={
          <>
            <StateChip {...schedule} />
            {production && <Chip tone="bad">PROD</Chip>}
          </>
        }
        description={name}
        actions={
          <ButtonLink href={`/schedules/${id}`} icon="arrow_back">
            To the schedule
          </ButtonLink>
        }
      />
      <Panel title={`From version ${from} to ${to}`}>
        <VersionsChoice path={path} from={String(from)} to={String(to)} most={generation} />
        {left && right ? (
          <Compared from={left} to={right} />
        ) : (
          <p>
            There is no version {left ? to : from}, or you may not see it. Choose one from 1 to {generation}.
          </p>
        )}
      </Panel>
      <Panel title="All versions">
        <VersionsList
          page={page}
          schedule={{
            id,
            name,
            generation,
            deleted: state === 'deleted',
            environment: { name: environment.name, production },
          }}
          mayRestore={managedBy === null && may(roleHere(context, schedule), 'schedule.restore')}
          path={path}
          chosen={{ from: String(from), to: String(to) }}
        />
      </Panel>
    </>
  );
});

async function contentOf(context: Context, id: string, version: number) {
  try {
    return await getVersion(context, id, version);
  } catch (error) {
    if (error instanceof RotaError && error.code === 'not-found') return null;
    throw error;
  }
}
