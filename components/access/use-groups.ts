'use client';

import { useEffect, useState } from 'react';
import * as actions from '@/app/(main)/access/actions';
import { answerOf } from '@/components/form/answer-of';
import type { GroupSearch } from '@/lib/access/search';
import { SEARCH_MIN } from '@/lib/access/search-min';

const TYPING_MS = 200;

/**
 * Groups of the directory whose name begins with a text, asked a moment after the last key.
 * @param search null while nobody looks
 * @returns null until there is an answer, and where the text is too short for one
 */
export function useGroups(search: string | null): GroupSearch | null {
  const [found, setFound] = useState<GroupSearch | null>(null);
  useEffect(() => {
    setFound(null);
    const text = search?.trim() ?? '';
    if (text.length < SEARCH_MIN) return;
    let over = false;
    const timer = setTimeout(async () => {
      const result = await answerOf(actions.search({ text }));
      if (over) return;
      setFound(result.ok ? result.value : { groups: [], more: false, problem: result.error.message });
    }, TYPING_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [search]);
  return found;
}
