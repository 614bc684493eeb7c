import { durationText } from '@/components/schedules/when-text';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { AFTER_PAUSE, IF_LATE, OVERLAPS } from '@/lib/schedules/delivery';
import type { PoliciesForm } from '@/lib/schedules/form-delivery';
import styles from './delivery.module.css';
import type { SectionProps } from './section';

const OVERLAP_TEXTS = {
  allow: 'Run at the same time',
  skip: 'Leave it out while one is running',
  queue: 'Let one wait until it has ended',
} as const;

const MISSED_TEXTS = {
  ask: 'Ask: they are shown as missed',
  skip: 'Leave them out',
  last: 'Run the last one only',
  all: 'Run all of them',
} as const;

/** The policies at a glance, as in `Overlap: run at the same time · If late: ask`. */
export function policiesText({
  overlap,
  afterPause,
  ifLate,
  graceSeconds,
  pauseAfterFailures,
}: PoliciesForm) {
  const small = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
  const grace = Number(graceSeconds);
  const failures = pauseAfterFailures.trim();
  return [
    `Overlap: ${small(OVERLAP_TEXTS[overlap])}`,
    `After a pause: ${small(MISSED_TEXTS[afterPause])}`,
    `If late${Number.isInteger(grace) && grace > 0 ? ` (over ${durationText(grace)})` : ''}: ${small(MISSED_TEXTS[ifLate])}`,
    ...(failures === '' ? [] : [`Pauses itself after ${failures} failures in a row`]),
  ].join(' · ');
}

/** What Rota does with runs that overlap, come late or fail. */
export function PoliciesFields({ form, onChange, at }: SectionProps) {
  return (
    <div className={styles.policies}>
      <Choice
        {...at('overlap')}
        label="Overlap"
        value={form.overlap}
        values={OVERLAPS}
        texts={OVERLAP_TEXTS}
        onChange={(overlap) => onChange({ overlap })}
        hint="When the run before has not ended yet."
      />
      <Choice
        {...at('afterPause')}
        label="After a pause"
        value={form.afterPause}
        values={AFTER_PAUSE}
        texts={MISSED_TEXTS}
        onChange={(afterPause) => onChange({ afterPause })}
        hint="Runs whose time came while it was paused or frozen."
      />
      <Choice
        {...at('ifLate')}
        label="If late"
        value={form.ifLate}
        values={IF_LATE}
        texts={MISSED_TEXTS}
        onChange={(ifLate) => onChange({ ifLate })}
        hint="Runs that no worker could start in time."
      />
      <TextField
        {...at('graceSeconds')}
        label="Grace (seconds)"
        inputMode="numeric"
        value={form.graceSeconds}
        onChange={(graceSeconds) => onChange({ graceSeconds })}
        hint="A run that starts later than this is late. 5 to 86400."
        required
      />
      <TextField
        {...at('pauseAfterFailures')}
        label="Pause after failures (optional)"
        inputMode="numeric"
        value={form.pauseAfterFailures}
        onChange={(pauseAfterFailures) => onChange({ pauseAfterFailures })}
        placeholder="never"
        hint="After so many slots in a row at which a run failed it pauses itself. Runs by hand don’t count."
      />
    </div>
  );
}

type ChoiceProps<Value extends string> = ReturnType<SectionProps['at']> & {
  label: string;
  value: Value;
  values: readonly Value[];
  texts: Readonly<Record<Value, string>>;
  onChange: (value: Value) => void;
  hint: string;
};

function Choice<Value extends string>({ values, texts, onChange, ...field }: ChoiceProps<Value>) {
  return (
    <SelectField
      {...field}
      options={values.map((value) => ({ value, label: texts[value] }))}
      onChange={(text) => {
        const chosen = values.find((value) => value === text);
        if (chosen) onChange(chosen);
      }}
    />
  );
}
