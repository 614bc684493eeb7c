import { Fragment, type ReactNode } from 'react';

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
              <dd className={fact.mono ? 'mono' : undefined}>
                {fact.mono && typeof fact.value === 'string' ? byParts(fact.value) : fact.value}
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** Lets a line end after each part of an ARN or an address, rather than within a word. */
const byParts = (text: string): ReactNode =>
  [...text.matchAll(/[^:/]+[:/]*|[:/]+/g)].map(({ 0: part, index }) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
