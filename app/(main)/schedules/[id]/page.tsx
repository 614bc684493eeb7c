import type { Metadata } from 'next';
import { cache } from 'react';
import { OriginAlarm, OriginPanel } from '@/components/adopt/origin-panel';
import { OWN_ROWS } from '@/components/audit/own-part';
import { DriftPanel } from '@/components/drift/drift-panel';
import { FrozenChip } from '@/components/freeze/frozen-chip';
import { AboutPanel } from '@/components/schedules/about-panel';
import { DeleteButton } from '@/components/schedules/delete-button';
import { History } from '@/components/schedules/history';
import { StateButtons } from '@/components/schedules/state-buttons';
import { isOver, StateChip } from '@/components/schedules/state-chip';
import { StatePanel } from '@/components/schedules/state-panel';
import { SyncStatus } from '@/components/schedules/sync-status';
import { TargetCard } from '@/components/schedules/target-card';
import { TimingPanel } from '@/components/schedules/timing-panel';
import { ButtonLink } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { getOrigin } from '@/lib/adopt/origin-queries';
import { auditFilter } from '@/lib/audit/filter';
import { listScheduleAudit } from '@/lib/audit/queries';
import { inEnvironment, SOMEWHERE } from '@/lib/auth/access';
import { requestContext } from '@/lib/auth/request';
import { may, type Role } from '@/lib/auth/roles';
import { allows } from '@/lib/command';
import { driftOf } from '@/lib/drift/queries';
import { listRecoveries } from '@/lib/drift/recovery-queries';
import { RotaError } from '@/lib/errors';
import { getSchedule, type ScheduleDetail } from '@/lib/schedules/queries';
import { KINDS } from '@/lib/targets/registry';
import { protectedPage } from '../../protected';
import { roleHere } from '../../role-here';

const scheduleOnce = cache(getSchedule);

type MetadataProps = { params: Promise<{ id: string }> };

/** The name stands in the title for those only who may read it. */
export async function generateMetadata({ params }: MetadataProps): Promise<Metadata> {
  const context = await requestContext();
  if (context.actor.type !== 'user') return { title: 'Schedule' };
  try {
    return { title: (await scheduleOnce(context, (await params).id)).name };
  } catch (error) {
    if (error instanceof RotaError) return { title: 'Schedule' };
    throw error;
  }
}

export default protectedPage('schedule.read', async (context, { params, searchParams }) => {
  const { id = '' } = await params;
  const { after, before } = await searchParams;
  const filter = auditFilter.parse({ after, before });
  const schedule = await scheduleOnce(context, id);
  const history = await listScheduleAudit(context, filter, id, OWN_ROWS);
  const origin = await getOrigin(context, id);
  const drift = await driftOf(context, id);
  const recoveries = drift ? await listRecoveries(context) : [];
  const role = roleHere(context, schedule);
  const { state, sync, targets, environment } = schedule;
  const deleted = state === 'deleted';
  const inRecovery = recoveries.some(({ environmentId }) => environmentId === environment.id);
  return (
    <>
      <PageHeader
        title={schedule.name}
        marks={
          <>
            <StateChip {...schedule} />
            {schedule.freezes.length > 0 && !isOver(state) && <FrozenChip />}
            {environment.production && <Chip tone="bad">PROD</Chip>}
          </>
        }
        description={schedule.description}
        actions={
          <>
            {!deleted && (
              <Acts
                schedule={schedule}
                role={role}
                mayDuplicate={allows(context.actor, 'schedule.create', SOMEWHERE)}
              />
            )}
            <ButtonLink href={`/schedules/${id}/versions`} icon="history">
              {deleted && may(role, 'schedule.restore') ? 'Bring it back' : 'Versions'}
            </ButtonLink>
          </>
        }
      />
      {origin && <OriginAlarm origin={origin} />}
      {drift && (
        <DriftPanel
          schedule={{
            id,
            name: schedule.name,
            environment: { name: environment.name, production: environment.production },
          }}
          drift={drift}
          names={targetNames(schedule)}
          mayDecide={
            inRecovery
              ? allows(context.actor, 'recovery.end', inEnvironment(environment.id))
              : may(role, 'drift.restore')
          }
          inRecovery={inRecovery}
        />
      )}
      <div className="detail">
        <div className="detail-main">
          <Panel title="What it runs" className="bare">
            {targets.map((target, index) => (
              <TargetCard key={target.id} target={target} number={index + 1} />
            ))}
          </Panel>
          <History schedule={schedule} filter={filter} page={history} />
        </div>
        <div className="detail-side">
          <StatePanel
            schedule={schedule}
            sync={
              sync && (
                <SyncStatus
                  scheduleId={id}
                  initial={sync}
                  deleted={deleted}
                  mayRetry={may(role, 'schedule.retry-sync')}
                />
              )
            }
          />
          <TimingPanel schedule={schedule} now={new Date()} />
          <AboutPanel schedule={schedule} />
          {origin && (
            <OriginPanel
              origin={origin}
              mayAct={allows(context.actor, 'schedule.adopt', inEnvironment(schedule.environmentId))}
            />
          )}
        </div>
      </div>
    </>
  );
});

const targetNames = ({ targets }: ScheduleDetail) =>
  Object.fromEntries(
    targets.map(({ id, kind, arn, settings }) => [id, KINDS[kind].shortName(arn, settings)]),
  );

type ActsProps = { schedule: ScheduleDetail; role: Role; mayDuplicate: boolean };

function Acts({ schedule, role, mayDuplicate }: ActsProps) {
  const { id, name, state, stateReason, pauseUntil, targets, environment } = schedule;
  const { name: environmentName, production } = environment;
  return (
    <>
      <StateButtons
        schedule={{ id, name, state, stateReason, pauseUntil, environmentName, production }}
        role={role}
      />
      {may(role, 'schedule.update') && (
        <ButtonLink href={`/schedules/${id}/edit`} icon="edit">
          Edit
        </ButtonLink>
      )}
      {mayDuplicate && (
        <ButtonLink href={`/schedules/new?from=${id}`} icon="content_copy">
          Duplicate
        </ButtonLink>
      )}
      {may(role, 'schedule.delete') && (
        <DeleteButton
          schedule={{ id, name, targets: targets.length, environment: { name: environmentName, production } }}
        />
      )}
    </>
  );
}
