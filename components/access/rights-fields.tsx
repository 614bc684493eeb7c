import { Checkbox } from '@/components/ui/checkbox';
import { RIGHT_WORDS } from '@/lib/access/meaning';
import { RIGHTS, type Right } from '@/lib/auth/roles';
import styles from './access.module.css';

type RightsFieldsProps = { value: readonly Right[]; onChange: (rights: Right[]) => void };

/** The rights that a grant gives beside its role. */
export function RightsFields({ value, onChange }: RightsFieldsProps) {
  return (
    <fieldset className={styles.rights}>
      <legend className="field-label">Extra rights</legend>
      {RIGHTS.map((right) => (
        <Checkbox
          key={right}
          name={right}
          label={RIGHT_WORDS[right].label}
          checked={value.includes(right)}
          onChange={(checked) =>
            onChange(RIGHTS.filter((one) => (one === right ? checked : value.includes(one))))
          }
        />
      ))}
    </fieldset>
  );
}
