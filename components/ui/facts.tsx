import type { ReactNode } from 'react';

export type Fact = { label: string; value: ReactNode; mono?: boolean };

/** Labelled values; null stands for none and is left out. */
export function Facts({ facts }: { facts: readonly (Fact | null)[] }) {
  return (
    <dl className="facts">
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact.label}>
              <dt>{fact.label}</dt>
              <dd className={fact.mono ? 'mono' : undefined}>{fact.value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
