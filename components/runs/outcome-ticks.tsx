import type { RunState } from '@/lib/runs/filter';
import { RUN_LOOKS } from './run-looks';
import styles from './runs.module.css';

/** How the last slots of a schedule ended, the oldest first: what went wrong is taller, and counted in words. */
export function OutcomeTicks({ recent }: { recent: readonly RunState[] }) {
  const counts = [...new Set(recent)].map((state) => {
    const count = recent.filter((one) => one === state).length;
    return `${count} ${RUN_LOOKS[state].label.toLowerCase()}`;
  });
  const text = `Last ${recent.length}: ${counts.join('; ')}`;
  return (
    <span role="img" aria-label={text} title={text} className={styles.ticks}>
      {recent.toReversed().map((state, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tick has nothing of its own but its place, and holds no state
        <span key={place} className={styles[RUN_LOOKS[state].tone]} />
      ))}
    </span>
  );
}
