import { Chip } from '@/components/ui/chip';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import type { GateRow } from '@/lib/gates/queries';
import { failuresText, isRamping } from './gate-text';

/** Whether runs may pass a gate. */
export function GateChip({ gate }: { gate: GateRow }) {
  if (gate.closedBy === 'hand')
    return (
      <Chip tone="bad" icon="block">
        Closed
      </Chip>
    );
  if (gate.closedBy === 'window')
    return (
      <Chip tone="warn" icon="event_busy">
        Closed by plan
      </Chip>
    );
  if (gate.closedBy === 'circuit')
    return (
      <Chip tone="bad" icon="power_off">
        Circuit open
      </Chip>
    );
  if (isRamping(gate))
    return (
      <Chip tone="info" icon="trending_up">
        Ramping up
      </Chip>
    );
  return (
    <Chip tone="good" icon="check">
      Open
    </Chip>
  );
}

/**
 * By whom and why a gate is closed, and until when; how far the rate of an open one has grown, and when it closes by plan.
 */
export function GateNote({ gate }: { gate: GateRow }) {
  const { closedBy, closedByName, closedReason, closedSince, closedUntil, closesAt } = gate;
  if (closedBy === 'hand')
    return (
      <>
        By {closedByName}, <RelativeTime at={closedSince} />: {closedReason}
      </>
    );
  if (closedBy === 'window')
    return (
      <>
        {closedUntil ? (
          <>
            Until <Time at={closedUntil} />
          </>
        ) : (
          'With no end in sight: its windows follow one another without a gap'
        )}
        {closedReason && `: ${closedReason}`}
      </>
    );
  if (closedBy === 'circuit')
    return (
      <>
        After {failuresText(gate.circuitFailures ?? 1)}, <RelativeTime at={closedSince} />.{' '}
        <ProbeText gate={gate} />
      </>
    );
  return (
    <>
      {isRamping(gate) && <>At {Math.floor((gate.rateNow / gate.ratePerSecond) * 100)} % of its rate. </>}
      {closesAt && (
        <>
          Closes by plan at <Time at={closesAt} />.
        </>
      )}
    </>
  );
}

/** What finds out whether an open circuit may close. */
function ProbeText({ gate: { probing, closedUntil } }: { gate: GateRow }) {
  if (probing) return 'One run probes now.';
  if (!closedUntil) return 'The next run that is due probes.';
  return (
    <>
      One run probes <RelativeTime at={closedUntil} />.
    </>
  );
}
