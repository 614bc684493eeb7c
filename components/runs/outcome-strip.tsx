'use client';

import Link from 'next/link';
import { absoluteText } from '@/components/ui/date-text';
import { Icon } from '@/components/ui/icon';
import { useViewerZone } from '@/components/ui/viewer-clock';
import { RUN_LOOKS } from './run-looks';
import type { RunView } from './run-view';
import styles from './runs.module.css';

/** The last runs of a schedule at a glance, the oldest first: each a link with a colour, a glyph and a name. */
export function OutcomeStrip({ runs }: { runs: readonly RunView[] }) {
  const zone = useViewerZone() ?? 'UTC';
  return (
    <ol className={styles.strip} aria-label="Last outcomes, the oldest first">
      {runs.toReversed().map(({ id, state, slotAt, target }) => {
        const { label, tone, icon } = RUN_LOOKS[state];
        const text = `${label}: ${absoluteText(slotAt, zone)}${target ? `, ${target.name}` : ''}`;
        return (
          <li key={id}>
            <Link href={`/runs/${id}`} className={`chip tone-${tone} ${styles.outcome}`} title={text}>
              <Icon name={icon} />
              <span className="visually-hidden">{text}</span>
            </Link>
          </li>
        );
      })}
    </ol>
  );
}
