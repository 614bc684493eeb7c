'use client';
import { type ReactNode, useSyncExternalStore } from 'react';

const never = () => () => {};

/**
 * Fields that take nothing in before the page is alive: what somebody typed until then would be lost. It leaves no box of
 * its own.
 */
export function Alive({ children }: { children: ReactNode }) {
  const alive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <fieldset className="alive" role="presentation" disabled={!alive}>
      {children}
    </fieldset>
  );
}
