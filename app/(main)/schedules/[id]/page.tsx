import type { Metadata } from 'next';
import { cache, Suspense } from 'react';
import { OriginAlarm, OriginPanel } from '@/components/adopt/origin-panel';
import { OWN_ROWS } from '@/components/audit/own-part';
import { DriftPanel } from '@/components/drift/drift-panel';
import { DeadLetterQueues } from '@/components/environments/dead-letter-queues';
import { DirectSightNote } from '@/components/environments/direct-sight';
import { FrozenChip } from '@/components/freeze/frozen-chip';
import { Live } from '@/components/runs/live';
import { NowButton } from '@/components/runs/now-button';
import { runView } from '@/components/runs/run-view';
import { ScheduleRuns } from '@/components/runs/schedule-runs';
import { StopButton } from '@/components/runs/stop-button';
import { AboutPanel } from '@/components/schedules/about-panel';
import { DeleteButton } from '@/components/schedules/delete-button';
import { DeliveryPanel } from '@/components/schedules/delivery-panel';
import { History } from '@/components/schedules/history';
import { ManagedNote } from '@/components/schedules/managed-note';
import { ReleaseButton } from '@/components/schedules/release-button';
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
import { readsAllActivity } from '@/lib/audit/queries-seen';
import { inEnvironment, SOMEWHERE } from '@/lib/auth/access';
import { requestContext } from '@/lib/auth/request';
import { may, type Role } from '@/lib/auth/roles';
import { allows } from '@/lib/command';
import type { Context } from '@/lib/context';
import { driftOf } from '@/lib/drift/queries';
import { listRecoveries } from '@/lib/drift/recovery-queries';
import { listDeadLetterQueues } from '@/lib/environments/dead-letter-look';
import { directSight } from '@/lib/environments/direct-sight';
import { RotaError } from '@/lib/errors';
import { freezesOfSchedule } from '@/lib/freeze/queries';
import { gatesFor } from '@/lib/gates/queries';
import { LOOKS, stampOf } from '@/lib/runs/live/looks';
import { getSchedule, type ScheduleDetail } from '@/lib/schedules/queries';
import { KINDS } from '@/lib/targets/registry';
import { unseenSigning } from '@/lib/webhooks/queries';
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
  const runs = await LOOKS.schedule(context, id);
  const recoveries = drift ? await listRecoveries(context) : [];
  const gates = await gatesFor(context, schedule.environment.id);
  const unseen = await unseenSigning(context, id);
  const role = roleHere(context, schedule);
  const { state, sync, targets, environment } = schedule;
  const deleted = state === 'deleted';
  const inRecovery = recoveries.some(({ environmentId }) => environmentId === environment.id);
  return (
    <>
      <Live page={{ page: 'schedule', id }} stamp={stampOf(runs)} />
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
            {!deleted && allows(context.actor, 'run.now', schedule) && (
              <NowButton
                schedule={nowSchedule(schedule, allows(context.actor, 'run.change-input', schedule))}
              />
            )}
            {allows(context.actor, 'run.stop', schedule) && (
              <StopButton
                schedule={{
                  id,
                  name: schedule.name,
                  environment: { name: environment.name, production: environment.production },
                }}
                count={runs.stoppable}
              />
            )}
            {!deleted && (
              <Acts
                schedule={schedule}
                role={role}
                mayDuplicate={allows(context.actor, 'schedule.create', SOMEWHERE)}
              />
            )}
            <Release schedule={schedule} role={role} />
            <ButtonLink href={`/schedules/${id}/versions`} icon="history">
              {deleted && !schedule.managedBy && may(role, 'schedule.restore') ? 'Bring it back' : 'Versions'}
            </ButtonLink>
          </>
        }
      />
      {schedule.managedBy && <ManagedNote managedBy={schedule.managedBy} />}
      {origin && <OriginAlarm origin={origin} />}
      {drift && (
        <DriftPanel
          schedule={{
            id,
            name: schedule.name,
            environment: { name: environment.name, production: environment.production },
            managedBy: schedule.managedBy,
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
              <TargetCard
                key={target.id}
                target={target}
                number={index + 1}
                environment={{ name: environment.name, production: environment.production }}
                delivery={schedule.delivery}
                gate={gates.find(({ id }) => id === target.gateId) ?? null}
                maySeeSecrets={allows(context.actor, 'target.show-secret', schedule)}
                mayChange={!deleted && allows(context.actor, 'schedule.update', schedule)}
                unseenSigning={unseen.includes(target.id)}
              />
            ))}
          </Panel>
          <ScheduleRuns
            id={id}
            sight={schedule.delivery === 'direct' && !deleted && <Sight context={context} scheduleId={id} />}
            runs={runs.last.map(runView)}
            extra={runs.extra.map(runView)}
            missed={runs.missed}
          />
          <History
            schedule={schedule}
            freezes={await freezesOfSchedule(context, id)}
            activity={readsAllActivity(context.actor)}
            filter={filter}
            page={history}
          />
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
          {!deleted && <DeliveryPanel schedule={schedule} />}
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

/** What can be known of direct delivery. Other dead-letter queues are looked at in AWS: the page does not wait for it. */
async function Sight({ context, scheduleId }: { context: Context; scheduleId: string }) {
  const sight = await directSight(context, { id: scheduleId });
  return (
    <>
      <DirectSightNote sight={sight} />
      {sight.foreign.length > 0 && (
        <Suspense fallback={<p className="muted">Asking AWS for its dead-letter queues …</p>}>
          <ForeignQueues context={context} scheduleId={scheduleId} />
        </Suspense>
      )}
    </>
  );
}

async function ForeignQueues({ context, scheduleId }: { context: Context; scheduleId: string }) {
  return <DeadLetterQueues queues={await listDeadLetterQueues(context, { id: scheduleId })} />;
}

const targetNames = ({ targets }: ScheduleDetail) =>
  Object.fromEntries(
    targets.map(({ id, kind, arn, settings }) => [id, KINDS[kind].shortName(arn, settings)]),
  );

const nowSchedule = (
  { id, name, delivery, environment, targets }: ScheduleDetail,
  mayChangeInput: boolean,
) => ({
  id,
  name,
  direct: delivery === 'direct',
  environment: { name: environment.name, production: environment.production },
  targets: targets.map(({ id, kind, arn, settings, input }) => ({
    id,
    name: KINDS[kind].shortName(arn, settings),
    label: KINDS[kind].label,
    input,
    foreign: kind === 'other',
  })),
  mayChangeInput,
});

/** What can be done to the state of a schedule that lives in a file. */
const OF_ANY = ['pause', 'resume'] as const;

function Release({ schedule, role }: { schedule: ScheduleDetail; role: Role }) {
  const { id, name, managedBy, environment } = schedule;
  if (managedBy === null || !may(role, 'schedule.release')) return null;
  const place = { name: environment.name, production: environment.production };
  return <ReleaseButton schedule={{ id, name, managedBy, environment: place }} />;
}

type ActsProps = { schedule: ScheduleDetail; role: Role; mayDuplicate: boolean };

function Acts({ schedule, role, mayDuplicate }: ActsProps) {
  const { id, name, state, stateReason, pauseUntil, targets, environment, managedBy } = schedule;
  const { name: environmentName, production } = environment;
  const here = managedBy === null;
  return (
    <>
      <StateButtons
        schedule={{ id, name, state, stateReason, pauseUntil, environmentName, production }}
        role={role}
        {...(!here && { offered: OF_ANY })}
      />
      {here && may(role, 'schedule.update') && (
        <ButtonLink href={`/schedules/${id}/edit`} icon="edit">
          Edit
        </ButtonLink>
      )}
      {mayDuplicate && (
        <ButtonLink href={`/schedules/new?from=${id}`} icon="content_copy">
          Duplicate
        </ButtonLink>
      )}
      {here && may(role, 'schedule.delete') && (
        <DeleteButton
          schedule={{ id, name, targets: targets.length, environment: { name: environmentName, production } }}
        />
      )}
    </>
  );
}
