'use client';

import { createContext, type ReactNode, useContext, useState } from 'react';
import { hasWords, SearchWithin } from '@/components/form/search-within';

const Sought = createContext('');

type SearchProps = {
  /** What each operation is found by. */
  operations: readonly string[];
  children: ReactNode;
};

/** A box that leaves of its children's `Found` what has all the words in it. */
export function OperationSearch({ operations, children }: SearchProps) {
  const [sought, setSought] = useState('');
  const count = operations.filter((text) => hasWords(sought, text)).length;
  return (
    <Sought value={sought}>
      <SearchWithin
        label="Path or words"
        value={sought}
        onChange={setSought}
        found={count}
        all={operations.length}
        called="operations"
      />
      {children}
    </Sought>
  );
}

/** Its children, hidden while nothing of `texts` has the words that are looked for. */
export function Found({ texts, children }: { texts: readonly string[]; children: ReactNode }) {
  const sought = useContext(Sought);
  return <div hidden={!texts.some((text) => hasWords(sought, text))}>{children}</div>;
}
