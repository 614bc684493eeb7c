import type { Metadata } from 'next';
import Link from 'next/link';
import { Attempts } from '@/components/runs/attempts';
import { Live } from '@/components/runs/live';
import { RunActs } from '@/components/runs/run-acts';
import { RunChip } from '@/components/runs/run-chip';
import { ORIGIN_TEXT, tookText } from '@/components/runs/run-looks';
import { targetView } from '@/components/runs/run-view';
import { runsHref } from '@/components/runs/runs-href';
import { Chip } from '@/components/ui/chip';
import { CodeBlock } from '@/components/ui/code-block';
import { Facts } from '@/components/ui/facts';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import { allows } from '@/lib/command';
import { LOOKS, stampOf } from '@/lib/runs/live/looks';
import type { RunDetail } from '@/lib/runs/queries-one';
import { whyText } from '@/lib/runs/why';
import { protectedPage } from '../../protected';

export const metadata: Metadata = { title: 'Run' };

export default protectedPage('schedule.read', async (context, { params }) => {
  const { id = '' } = await params;
  const run = await LOOKS.run(context, id);
  const { scheduleName, state, production, environmentName, target, changedInput } = run;
  return (
    <>
      <Live page={{ page: 'run', id }} stamp={stampOf(run)} />
      <PageHeader
        title={`Run of ${scheduleName}`}
        marks={
          <>
            <RunChip state={state} />
            {production && <Chip tone="bad">PROD</Chip>}
          </>
        }
        description={whyText(run)}
        actions={
          <RunActs
            run={{
              id,
              scheduleName,
              state,
              stoppable:
                state === 'running' && target?.kind === 'ecs' && run.log.at(-1)?.outcome === 'running',
              awaited: run.awaited,
              gone: target === null || run.scheduleState === 'deleted',
            }}
            production={production ? [environmentName] : []}
            may={{
              cancel: allows(context.actor, 'run.cancel', run),
              redrive: allows(context.actor, 'run.redrive', run),
              rerun: allows(context.actor, 'run.rerun', run),
              stop: allows(context.actor, 'run.stop', run),
            }}
          />
        }
      />
      <div className="detail">
        <div className="detail-main">
          <Panel title="Attempts">
            <Attempts attempts={run.log} over={run.endedAt !== null} keepsAnswers={run.keepsAnswers} />
          </Panel>
          {changedInput !== null && (
            <Panel title="Its own input">
              <p className="muted">This run was sent this in place of the target’s input.</p>
              {changedInput ? (
                <CodeBlock label="The input of this run">{changedInput}</CodeBlock>
              ) : (
                <p>Its target was removed since, and with it what in the input is secret: it is not shown.</p>
              )}
            </Panel>
          )}
        </div>
        <div className="detail-side">
          <About run={run} />
        </div>
      </div>
    </>
  );
});

function About({ run }: { run: RunDetail }) {
  const {
    id,
    scheduleId,
    scheduleName,
    slotAt,
    nominalAt,
    origin,
    requestedByName,
    startedAt,
    endedAt,
    dueAt,
  } = run;
  const { teamName, environmentName, generation, gate } = run;
  const target = run.target && targetView(run.target);
  return (
    <Panel title="About" aside={<Link href={runsHref({ schedule: scheduleId })}>Runs of this schedule</Link>}>
      <Facts
        facts={[
          { label: 'Schedule', value: <Link href={`/schedules/${scheduleId}`}>{scheduleName}</Link> },
          { label: 'Team', value: teamName },
          { label: 'Runs in', value: environmentName },
          { label: 'Target', value: target ? `${target.label} ${target.name}` : 'removed since' },
          target && {
            label: target.arn.startsWith('arn:') ? 'ARN' : 'Address',
            value: target.arn,
            mono: true,
          },
          {
            label: 'Slot',
            value: (
              <>
                <Time exact at={slotAt} /> · <RelativeTime at={slotAt} />
              </>
            ),
          },
          gate && { label: 'Gate', value: <Link href={`/gates/${gate.id}`}>{gate.name}</Link> },
          origin === 'rerun'
            ? { label: 'Runs again the slot of', value: <Time exact at={nominalAt} /> }
            : null,
          dueAt && {
            label: 'Next attempt',
            value: (
              <>
                <Time exact at={dueAt} /> · <RelativeTime at={dueAt} />
              </>
            ),
          },
          { label: 'Why it runs', value: ORIGIN_TEXT[origin] },
          requestedByName ? { label: 'Asked for by', value: requestedByName } : null,
          startedAt && { label: 'Began', value: <Time exact at={startedAt} /> },
          endedAt && { label: 'Ended', value: <Time exact at={endedAt} /> },
          startedAt && endedAt
            ? { label: 'Took', value: tookText(endedAt.getTime() - startedAt.getTime()) }
            : null,
          { label: 'Version of the schedule', value: generation },
          { label: 'Id', value: id, mono: true },
        ]}
      />
    </Panel>
  );
}
