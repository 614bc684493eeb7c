import { Checkbox } from '@/components/ui/checkbox';
import { WANTED, WANTED_LABELS, type Wanted } from '@/lib/notifications/kinds';
import styles from './notifications.module.css';

type EventFieldsProps = {
  wanted: readonly Wanted[];
  onChange: (wanted: Wanted[]) => void;
  error?: string | undefined;
};

/** What a channel is told of. */
export function EventFields({ wanted, onChange, error }: EventFieldsProps) {
  return (
    <fieldset name="wanted" className={styles.events} aria-describedby={error && 'wanted-error'}>
      <legend className="visually-hidden">What is told</legend>
      {WANTED.map((kind) => (
        <Checkbox
          key={kind}
          name={kind}
          label={WANTED_LABELS[kind]}
          checked={wanted.includes(kind)}
          onChange={(checked) =>
            onChange(WANTED.filter((one) => (one === kind ? checked : wanted.includes(one))))
          }
        />
      ))}
      {error && (
        <p id="wanted-error" className="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
