'use client';

import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { expressionOf, type TimingForm } from '@/lib/schedules/form';
import type { ExpressionError } from '@/lib/timing/expression';
import { ExpressionField } from './expression-field';
import styles from './form.module.css';
import type { SectionProps } from './section';

const MODES: { mode: TimingForm['mode']; label: string }[] = [
  { mode: 'every', label: 'At an interval' },
  { mode: 'once', label: 'Once' },
  { mode: 'expression', label: 'AWS expression' },
];

const UNITS: { value: TimingForm['unit']; label: string }[] = [
  { value: 'minute', label: 'minutes' },
  { value: 'hour', label: 'hours' },
  { value: 'day', label: 'days' },
];

type TimingModesProps = {
  timing: TimingForm;
  onChange: (fields: Partial<TimingForm>) => void;
  at: SectionProps['at'];
  wrong: ExpressionError | null;
};

/** The three ways to say when; what was typed in one stays while another is looked at. */
export function TimingModes({ timing, onChange, at, wrong }: TimingModesProps) {
  /** The expression begins as what the other ways stand for, so that it can be refined. */
  function choose(mode: TimingForm['mode']) {
    const typed = timing.mode === 'once' ? timing.local : timing.every.trim();
    const carry = mode === 'expression' && timing.expression === '' && typed !== '';
    onChange({ mode, ...(carry && { expression: expressionOf(timing) }) });
  }
  return (
    <>
      <fieldset className={styles.modes}>
        <legend className="field-label">How it repeats</legend>
        {MODES.map(({ mode, label }) => (
          <label key={mode} className={styles.mode}>
            <input
              type="radio"
              name="timing.mode"
              value={mode}
              checked={timing.mode === mode}
              onChange={() => choose(mode)}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      {timing.mode === 'once' && (
        <TextField
          {...at('timing.local')}
          className={styles.short}
          label="Date and time"
          type="datetime-local"
          value={timing.local}
          onChange={(local) => onChange({ local })}
          hint="In the schedule's time zone."
          required
        />
      )}
      {timing.mode === 'every' && (
        <div className={styles.every}>
          <TextField
            {...at('timing.every')}
            label="Every"
            inputMode="numeric"
            value={timing.every}
            onChange={(every) => onChange({ every })}
            placeholder="15"
            required
          />
          <SelectField
            id="timing.unit"
            name="timing.unit"
            label="Unit"
            value={timing.unit}
            options={UNITS}
            onChange={(value) => {
              const unit = UNITS.find((known) => known.value === value)?.value;
              if (unit) onChange({ unit });
            }}
          />
        </div>
      )}
      {timing.mode === 'expression' && (
        <ExpressionField
          {...at('timing.expression')}
          value={timing.expression}
          onChange={(expression) => onChange({ expression })}
          wrong={wrong}
        />
      )}
    </>
  );
}
