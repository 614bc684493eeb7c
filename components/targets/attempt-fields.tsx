import { Checkbox } from '@/components/ui/checkbox';
import { TextField } from '@/components/ui/text-field';
import type { TargetFieldsProps } from './fields';
import styles from './targets.module.css';

/** How Rota makes one attempt, and whether it may make another one where nobody knows what became of it. */
export function AttemptFields({ target, onChange, at }: TargetFieldsProps) {
  return (
    <>
      <div className={styles.triple}>
        <TextField
          {...at('timeoutSeconds')}
          label="Time-out (seconds)"
          value={target.timeoutSeconds}
          inputMode="numeric"
          onChange={(timeoutSeconds) => onChange({ timeoutSeconds })}
          hint="Of each attempt. 1 to 900."
          required
        />
      </div>
      <Checkbox
        {...at('safeToRepeat')}
        label="Safe to repeat"
        checked={target.safeToRepeat}
        onChange={(safeToRepeat) => onChange({ safeToRepeat })}
        hint="Where no answer came, or the work failed, Rota calls it again. Otherwise a person decides."
      />
    </>
  );
}
