import { durationText } from '@/components/schedules/when-text';
import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import type { GateSettings } from '@/lib/gates/queries';
import { failuresText, numberText, rateText } from './gate-text';

/** What a gate allows. */
export function SettingsPanel({ gate }: { gate: GateSettings }) {
  const { ratePerSecond, burst, maxInFlight, rampSeconds, circuitFailures, probeSeconds } = gate;
  return (
    <Panel title="What it allows">
      <Facts
        facts={[
          { label: 'Rate', value: rateText(ratePerSecond) },
          { label: 'Burst', value: `${numberText(burst)} after a quiet time` },
          {
            label: 'In flight',
            value: maxInFlight === null ? 'Any number' : `At most ${numberText(maxInFlight)}`,
          },
          {
            label: 'Slow start',
            value: rampSeconds === 0 ? 'None' : `Its rate grows for ${durationText(rampSeconds)}`,
          },
          {
            label: 'Circuit',
            value:
              circuitFailures === null
                ? 'None'
                : `Opens after ${failuresText(circuitFailures)}, and probes ${durationText(probeSeconds)} later`,
          },
        ]}
      />
    </Panel>
  );
}
