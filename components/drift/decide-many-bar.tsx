'use client';

import { useState } from 'react';
import type { Selection } from '@/components/bulk/use-selection';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import type { Decision } from './decide-act';
import { DecideManyDialog, type LostIn } from './decide-many-dialog';
import styles from './recovery.module.css';
import type { Undecided, useDecideMany } from './use-decide-many';

export type ManyLabels = Record<Decision, string>;

type DecideManyBarProps = {
  selection: Selection;
  rows: readonly Undecided[];
  many: ReturnType<typeof useDecideMany>;
  labels: ManyLabels;
  /** What is offered for schedules that only AWS knows; absent where there can be none. */
  lostIn?: LostIn;
};

/** What is ticked, and both decisions on all of it. */
export function DecideManyBar({ selection, rows, many, labels, lostIn }: DecideManyBarProps) {
  const [asking, setAsking] = useState<Decision | null>(null);
  const ticked = rows.filter(({ id }) => selection.ids.includes(id));
  const count = ticked.length;
  return (
    <div className={count > 0 ? 'selection-bar is-open' : 'selection-bar'}>
      <Checkbox
        name="shown"
        label="Select all shown"
        checked={rows.length > 0 && count === rows.length}
        onChange={selection.page}
      />
      {count > 0 && (
        <>
          <output className="selection-count">{count} selected</output>
          <Button variant="text" small onClick={selection.clear}>
            Clear
          </Button>
          <span className={`selection-acts ${styles.acts}`}>
            {(['accept', 'restore'] as const).map((decision) => (
              <Button
                key={decision}
                icon={decision === 'accept' ? 'download' : 'restore'}
                aria-haspopup="dialog"
                onClick={() => setAsking(decision)}
              >
                {labels[decision]}
              </Button>
            ))}
          </span>
        </>
      )}
      {asking && (
        <DecideManyDialog
          decision={asking}
          label={labels[asking]}
          rows={ticked}
          many={many}
          lostIn={lostIn}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}
