import { Panel } from '@/components/ui/panel';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { type GateEntries, goodBurst } from './gate-entries';
import { numberText, RATE_UNITS, type RateUnit } from './gate-text';

type GateFieldsProps = {
  entries: GateEntries;
  /** What a text field is given. */
  text: (name: Exclude<keyof GateEntries, 'unit'>) => {
    name: string;
    value: string;
    onChange: (value: string) => void;
    error: string | undefined;
    autoComplete: string;
  };
  onChange: (fields: Partial<GateEntries>) => void;
};

const UNITS = Object.keys(RATE_UNITS).map((unit) => ({ value: unit, label: `per ${unit}` }));

const isUnit = (text: string): text is RateUnit => Object.hasOwn(RATE_UNITS, text);

/** How fast, and how many at once. */
export function LimitFields({ entries, text, onChange }: GateFieldsProps) {
  const burst = goodBurst(entries);
  return (
    <Panel title="What it allows">
      <div className="stack">
        <div className="field-pair">
          <TextField {...text('ratePerSecond')} label="Rate" inputMode="decimal" placeholder="10" required />
          <SelectField
            name="unit"
            label="Unit of the rate"
            value={entries.unit}
            onChange={(unit) => isUnit(unit) && onChange({ unit })}
            options={UNITS}
          />
        </div>
        <div className="field-pair">
          <TextField
            {...text('burst')}
            label="Burst"
            inputMode="numeric"
            hint={`So many may come together after a quiet time.${
              burst === null
                ? ''
                : ` From ${numberText(burst.least)} on all of the rate can be used, on busy machines from ${numberText(burst.busy)} on.`
            }`}
            required
          />
          <TextField
            {...text('maxInFlight')}
            label="In flight at most (optional)"
            inputMode="numeric"
            hint="So many may be under way at once. An ECS task is until it stopped."
          />
        </div>
        <TextField
          {...text('rampSeconds')}
          label="Slow start (seconds)"
          inputMode="numeric"
          hint="The rate takes so long to grow from a tenth to all of it, after an opening, a pause or an outage. 0: no slow start."
          required
        />
      </div>
    </Panel>
  );
}

/** When it closes by itself, and how it finds out that it can open. */
export function CircuitFields({ text }: GateFieldsProps) {
  return (
    <Panel title="When what is behind fails">
      <div className="field-pair">
        <TextField
          {...text('circuitFailures')}
          label="Circuit opens after failures (optional)"
          inputMode="numeric"
          hint="So many in a row that a retry could help with. Nothing passes then."
        />
        <TextField
          {...text('probeSeconds')}
          label="Probe after (seconds)"
          inputMode="numeric"
          hint="One run is let through then. If it comes through, the circuit closes."
          required
        />
      </div>
    </Panel>
  );
}
