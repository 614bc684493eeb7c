'use client';

import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import type { ExpressionError } from '@/lib/timing/expression';
import styles from './timing.module.css';

const EXAMPLES = [
  { label: 'Weekdays at 09:00', expression: 'cron(0 9 ? * MON-FRI *)' },
  { label: 'Last day of the month', expression: 'cron(0 18 L * ? *)' },
  { label: 'First Monday', expression: 'cron(30 7 ? * MON#1 *)' },
];

type ExpressionFieldProps = {
  id: string;
  name: string;
  error: string | undefined;
  value: string;
  onChange: (expression: string) => void;
  /** What is wrong with it while it is typed. */
  wrong: ExpressionError | null;
};

/** An AWS expression, with what is wrong, where, and the correction where the intent is clear. */
export function ExpressionField({ id, name, error, value, onChange, wrong }: ExpressionFieldProps) {
  const suggestion = wrong?.suggestion;
  const inside = wrong !== null && wrong.position > 0 && wrong.position < value.length;
  return (
    <div className={styles.expression}>
      <TextField
        id={id}
        name={name}
        error={wrong ? sentence(wrong) : error}
        label="Expression"
        value={value}
        onChange={onChange}
        placeholder="cron(0 9 ? * MON-FRI *)"
        hint="cron(minutes hours day-of-month month day-of-week year), one of the two days being ?; or rate(…), at(…), or after(10 minutes), which is Rota’s own."
        autoComplete="off"
        maxLength={300}
        required
        mono
      />
      {wrong && (suggestion || inside) && (
        <div className={styles.correction}>
          {inside && (
            <code>
              {value.slice(0, wrong.position)}
              <mark>{value.slice(wrong.position)}</mark>
            </code>
          )}
          {suggestion && (
            <Button small variant="secondary" icon="auto_fix_high" onClick={() => onChange(suggestion)}>
              Use {suggestion}
            </Button>
          )}
        </div>
      )}
      {value.trim() === '' && (
        <div className={styles.correction}>
          {EXAMPLES.map(({ label, expression }) => (
            <Button
              key={label}
              small
              variant="secondary"
              title={expression}
              onClick={() => onChange(expression)}
            >
              {label}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

function sentence({ field, reason, position, suggestion, example }: ExpressionError): string {
  const where = field === 'expression' ? '' : `${field}, at character ${position + 1}: `;
  const text = `${where}${reason}.${suggestion ? '' : ` For example: ${example}`}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
