import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import type { RateUnit } from '@/lib/timing/expression';
import type { SectionProps } from './section';
import styles from './timing.module.css';

const UNITS: { value: RateUnit; label: string }[] = [
  { value: 'minute', label: 'minutes' },
  { value: 'hour', label: 'hours' },
  { value: 'day', label: 'days' },
];

type PeriodFieldProps = {
  /** Of the number. */
  at: ReturnType<SectionProps['at']>;
  label: string;
  placeholder: string;
  count: string;
  onCount: (count: string) => void;
  unitId: string;
  unit: RateUnit;
  onUnit: (unit: RateUnit) => void;
};

/** A number of minutes, hours or days. */
export function PeriodField({
  at,
  label,
  placeholder,
  count,
  onCount,
  unitId,
  unit,
  onUnit,
}: PeriodFieldProps) {
  return (
    <div className={styles.every}>
      <TextField
        {...at}
        label={label}
        inputMode="numeric"
        value={count}
        onChange={onCount}
        placeholder={placeholder}
        required
      />
      <SelectField
        id={unitId}
        name={unitId}
        label="Unit"
        value={unit}
        options={UNITS}
        onChange={(value) => {
          const chosen = UNITS.find((known) => known.value === value)?.value;
          if (chosen) onUnit(chosen);
        }}
      />
    </div>
  );
}
