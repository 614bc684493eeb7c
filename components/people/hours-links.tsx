import Link from 'next/link';
import styles from './people.module.css';

const WORDS = { 1: 'Last hour', 24: 'Last day', 168: 'Last week' } as const;

/** Of how long back sign-ins are shown. */
export function HoursLinks({ hours }: { hours: keyof typeof WORDS }) {
  return (
    <nav className={styles.hours} aria-label="Time">
      {([1, 24, 168] as const).map((each) => (
        <Link
          key={each}
          href={`/people/sign-ins?hours=${each}`}
          aria-current={each === hours ? 'page' : undefined}
        >
          {WORDS[each]}
        </Link>
      ))}
    </nav>
  );
}
