'use client';

import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import {
  asksForSecond,
  hasSecond,
  type Mode,
  switchMode,
  type TimingForm,
} from '@/lib/schedules/form-timing';
import type { Delivery } from '@/lib/targets/delivery';
import type { ExpressionError } from '@/lib/timing/expression';
import { ExpressionField } from './expression-field';
import { MonthlyField } from './monthly-field';
import { PeriodField } from './period-field';
import type { SectionProps } from './section';
import { TimesField } from './times-field';
import styles from './timing.module.css';
import { WeekdaysField } from './weekdays-field';

const MODES: { mode: Mode; label: string }[] = [
  { mode: 'once', label: 'Once' },
  { mode: 'every', label: 'At an interval' },
  { mode: 'after', label: 'After the previous run' },
  { mode: 'daily', label: 'Daily' },
  { mode: 'weekly', label: 'Weekly' },
  { mode: 'monthly', label: 'Monthly' },
  { mode: 'expression', label: 'AWS expression' },
];

const SECONDS =
  'EventBridge Scheduler starts it within the minute; the second counts only when delivered through Rota.';

type TimingModesProps = {
  timing: TimingForm;
  onChange: (timing: TimingForm) => void;
  at: SectionProps['at'];
  wrong: ExpressionError | null;
  delivery: Delivery;
  /** Chooses delivery through Rota. */
  onThrough: () => void;
};

/** The ways to say when; what was typed in one stays while another is looked at. */
export function TimingModes({ timing, onChange, at, wrong, delivery, onThrough }: TimingModesProps) {
  const { mode } = timing;
  const inexact = delivery === 'direct' && asksForSecond(timing);
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
          hint={inexact ? SECONDS : "In the schedule's time zone."}
          required
        />
      )}
      {mode === 'every' && (
        <PeriodField
          at={at('timing.every')}
          label="Every"
          placeholder="15"
          count={timing.every}
          onCount={(every) => enter({ every })}
          unitId="timing.unit"
          unit={timing.unit}
          onUnit={(unit) => enter({ unit })}
        />
      )}
      {mode === 'after' && (
        <>
          <PeriodField
            at={at('timing.after')}
            label="Wait"
            placeholder="10"
            count={timing.after}
            onCount={(after) => enter({ after })}
            unitId="timing.afterUnit"
            unit={timing.afterUnit}
            onUnit={(afterUnit) => enter({ afterUnit })}
          />
          <p className="muted small-text">
            Only Rota knows when a run has ended, so it delivers this schedule: no AWS schedule is made.
          </p>
        </>
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
          hint={inexact && SECONDS}
        />
      )}
      {inexact && (
        <div>
          <Button small onClick={onThrough}>
            Deliver it through Rota, on the second
          </Button>
        </div>
      )}
    </>
  );
}
