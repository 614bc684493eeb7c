import { Chip, type Tone } from '@/components/ui/chip';
import type { Finding, Verdict } from '@/lib/environments/findings';
import styles from './environments.module.css';

const LOOKS: Record<Verdict, { label: string; tone: Tone; icon: string }> = {
  ok: { label: 'OK', tone: 'good', icon: 'check_circle' },
  missing: { label: 'Missing', tone: 'bad', icon: 'search_off' },
  denied: { label: 'Not allowed', tone: 'bad', icon: 'block' },
  unknown: { label: 'Unknown', tone: 'warn', icon: 'help_outline' },
};

export function VerdictChip({ verdict }: { verdict: Verdict }) {
  const { label, tone, icon } = LOOKS[verdict];
  return (
    <Chip tone={tone} icon={icon}>
      {label}
    </Chip>
  );
}

/** What was looked at in AWS, what was found, in AWS's own words, and what to do. */
export function Findings({ findings, label }: { findings: readonly Finding[]; label: string }) {
  return (
    <ul className={styles.findings} aria-label={label}>
      {findings.map(({ subject, verdict, text, words, todo }) => (
        <li key={subject}>
          <VerdictChip verdict={verdict} />
          <div>
            <p>
              <strong>{subject}</strong> {text}
            </p>
            {words && <p className={`mono ${styles.words}`}>{words}</p>}
            {todo && <p className="muted small-text">{todo}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
