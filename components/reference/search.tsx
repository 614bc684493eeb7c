'use client';

import { createContext, type ReactNode, useContext, useState } from 'react';
import { TextField } from '@/components/ui/text-field';
import styles from './reference.module.css';

const Sought = createContext('');

type SearchProps = {
  /** What each operation is found by. */
  operations: readonly string[];
  children: ReactNode;
};

/** A box that leaves of its children's `Found` what has all the words in it. */
export function OperationSearch({ operations, children }: SearchProps) {
  const [sought, setSought] = useState('');
  const count = operations.filter((text) => has(text, sought)).length;
  return (
    <Sought value={sought}>
      <div className={styles.search}>
        <TextField
          name="q"
          label="Path or words"
          type="search"
          value={sought}
          onChange={setSought}
          autoComplete="off"
        />
        <p className="muted" role="status">
          {count} of {operations.length} operations
        </p>
      </div>
      {children}
    </Sought>
  );
}

/** Its children, hidden while nothing of `texts` has the words that are looked for. */
export function Found({ texts, children }: { texts: readonly string[]; children: ReactNode }) {
  const sought = useContext(Sought);
  return <div hidden={!texts.some((text) => has(text, sought))}>{children}</div>;
}

const has = (text: string, sought: string): boolean =>
  sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));
