import { TextField } from '@/components/ui/text-field';
import styles from './search-within.module.css';

type SearchWithinProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** How many are left of how many, and what they are called. */
  found: number;
  all: number;
  called: string;
};

/** A box that leaves less of what the page holds whole, and says how much. */
export const SearchWithin = ({ label, value, onChange, found, all, called }: SearchWithinProps) => (
  <div className={styles.search}>
    <TextField name="q" label={label} type="search" value={value} onChange={onChange} autoComplete="off" />
    <p className="muted" role="status">
      {found} of {all} {called}
    </p>
  </div>
);

/** Whether each word that is looked for stands somewhere in the texts, in either case. */
export const hasWords = (sought: string, ...texts: (string | null)[]): boolean => {
  const text = texts.join(' ').toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};
