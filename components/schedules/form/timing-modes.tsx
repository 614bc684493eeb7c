'use client';

import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { hasSecond, type Mode, switchMode, type TimingForm } from '@/lib/schedules/form-timing';
import type { ExpressionError } from '@/lib/timing/expression';
import { ExpressionField } from './expression-field';
import { MonthlyField } from './monthly-field';
import type { SectionProps } from './section';
import { TimesField } from './times-field';
import styles from './timing.module.css';
import { WeekdaysField } from './weekdays-field';

const MODES: { mode: Mode; label: string }[] = [
  { mode: 'once', label: 'Once' },
  { mode: 'every', label: 'At an interval' },
  { mode: 'daily', label: 'Daily' },
  { mode: 'weekly', label: 'Weekly' },
  { mode: 'monthly', label: 'Monthly' },
  { mode: 'expression', label: 'AWS expression' },
];

const UNITS: { value: TimingForm['unit']; label: string }[] = [
  { value: 'minute', label: 'minutes' },
  { value: 'hour', label: 'hours' },
  { value: 'day', label: 'days' },
];

const SECONDS =
  'EventBridge Scheduler starts it within the minute; the second counts only when delivered through Rota.';

type TimingModesProps = {
  timing: TimingForm;
  onChange: (timing: TimingForm) => void;
  at: SectionProps['at'];
  wrong: ExpressionError | null;
};

/** The ways to say when; what was typed in one stays while another is looked at. */
export function TimingModes({ timing, onChange, at, wrong }: TimingModesProps) {
  const { mode } = timing;
  const enter = (fields: Partial<TimingForm>) => onChange({ ...timing, ...fields, entered: mode });
  const hasTimes = mode === 'daily' || mode === 'weekly' || mode === 'monthly';
  return (
    <>
      <fieldset className={styles.group}>
        <legend className="field-label">How it repeats</legend>
        <div className={styles.modes}>
          {MODES.map((choice) => (
            <label key={choice.mode} className={styles.choice}>
              <input
                type="radio"
                name="timing.mode"
                value={choice.mode}
                checked={mode === choice.mode}
                onChange={() => onChange(switchMode(timing, choice.mode))}
              />
              <span>{choice.label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {mode === 'once' && (
        <TextField
          {...at('timing.local')}
          className={styles.short}
          label="Date and time"
          type="datetime-local"
          step={1}
          value={timing.local}
          onChange={(local) => enter({ local })}
          hint={/:\d\d:(?!00)\d\d$/.test(timing.local) ? SECONDS : "In the schedule's time zone."}
          required
        />
      )}
      {mode === 'every' && (
        <div className={styles.every}>
          <TextField
            {...at('timing.every')}
            label="Every"
            inputMode="numeric"
            value={timing.every}
            onChange={(every) => enter({ every })}
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
              if (unit) enter({ unit });
            }}
          />
        </div>
      )}
      {mode === 'weekly' && (
        <WeekdaysField
          {...at('timing.weekdays')}
          weekdays={timing.weekdays}
          onChange={(weekdays) => enter({ weekdays })}
        />
      )}
      {mode === 'monthly' && (
        <MonthlyField
          monthly={timing.monthly}
          onChange={(fields) => enter({ monthly: { ...timing.monthly, ...fields } })}
          at={at}
        />
      )}
      {hasTimes && (
        <TimesField {...at('timing.times')} times={timing.times} onChange={(times) => enter({ times })} />
      )}
      {mode === 'expression' && (
        <ExpressionField
          {...at('timing.expression')}
          value={timing.expression}
          onChange={(expression) => enter({ expression })}
          wrong={wrong}
        />
      )}
      {hasSecond(timing) && (
        <TextField
          {...at('timing.second')}
          className={styles.second}
          label="Second (optional)"
          inputMode="numeric"
          value={timing.second}
          onChange={(second) => onChange({ ...timing, second })}
          placeholder="0"
          hint={timing.second.trim() !== '' && Number(timing.second) !== 0 && SECONDS}
        />
      )}
    </>
  );
}
