import { Choices } from '@/components/bulk/choices';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { numberOf } from '@/lib/targets/forms/number';
import { AtField } from './at-field';
import styles from './runs.module.css';

/** When something is to run, as it is typed: at a time, or so long from now. Either stays while the other is looked at. */
export type When = { mode: 'at' | 'in'; local: string; count: string; unit: string };

export const NO_TIME: When = { mode: 'at', local: '', count: '', unit: 'seconds' };

const MODES = [
  { value: 'at', label: 'At a time' },
  { value: 'in', label: 'From now' },
] as const;

const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };
const UNITS = Object.keys(SECONDS).map((unit) => ({ value: unit, label: unit }));

/** The same as `runAt` takes it; a count that is no number goes as it is, to be refused with the reason. */
export function askedWhen({ mode, local, count, unit }: When, timeZone: string): object {
  if (mode === 'at') return { at: { local, timeZone } };
  const number = numberOf(count);
  return { inSeconds: typeof number === 'number' ? number * (SECONDS[unit] ?? 1) : number };
}

type WhenFieldProps = {
  /** The viewer's own. */
  zone: string;
  when: When;
  onChange: (when: When) => void;
  problems: Readonly<Record<string, string>>;
};

/** Asks when something is to run: at a date and time, or how long from now. */
export function WhenField({ zone, when, onChange, problems }: WhenFieldProps) {
  return (
    <>
      <Choices
        legend="When"
        value={when.mode}
        options={MODES}
        onChange={(mode) => onChange({ ...when, mode })}
      />
      {when.mode === 'at' && (
        <AtField
          zone={zone}
          value={when.local}
          onChange={(local) => onChange({ ...when, local })}
          problem={problems['at.local']}
        />
      )}
      {when.mode === 'in' && (
        <div className={styles.wait}>
          <TextField
            name="inSeconds"
            label="In"
            inputMode="numeric"
            placeholder="90"
            value={when.count}
            onChange={(count) => onChange({ ...when, count })}
            error={problems.inSeconds}
            hint="By Rota’s clock, to the full second."
            required
          />
          <SelectField
            name="unit"
            label="Unit"
            value={when.unit}
            options={UNITS}
            onChange={(unit) => onChange({ ...when, unit })}
          />
        </div>
      )}
    </>
  );
}
