'use client';

import type { Selection } from './use-selection';

/** Ticks one row of a list. */
export function RowCheck({ id, name, selection }: { id: string; name: string; selection: Selection }) {
  return (
    <label className="row-check">
      <input
        type="checkbox"
        checked={selection.ids.includes(id)}
        onChange={(event) => selection.toggle(id, event.target.checked)}
      />
      <span className="visually-hidden">Select {name}</span>
    </label>
  );
}
