'use client';

import { useState } from 'react';

/** Ticked rows of one page, or all that match the list's filter. */
export type Selected = { ids: readonly string[]; all: boolean };

const NOTHING: Selected = { ids: [], all: false };

/**
 * What is selected of a list. It holds for the list that `key` names: with another filter or page nothing is selected,
 * and a row that is gone from the page is not selected any more.
 */
export function useSelection(key: string, shown: readonly string[]) {
  const [{ of, selected }, set] = useState({ of: key, selected: NOTHING });
  const current = of === key ? selected : NOTHING;
  const ids = current.ids.filter((id) => shown.includes(id));
  const choose = (next: Selected) => set({ of: key, selected: next });
  return {
    ids: current.all ? shown : ids,
    all: current.all,
    toggle: (id: string, on: boolean) =>
      choose({
        ids: on ? [...ids, id] : (current.all ? shown : ids).filter((one) => one !== id),
        all: false,
      }),
    page: (on: boolean) => choose({ ids: on ? shown : [], all: false }),
    everything: () => choose({ ids: shown, all: true }),
    clear: () => choose(NOTHING),
  };
}

export type Selection = ReturnType<typeof useSelection>;
