'use client';

import { useEffect, useState } from 'react';
import * as actions from '@/app/(main)/environments/actions';
import type { Listed } from '@/lib/aws/inventory';
import type { Stock } from '@/lib/environments/stock';

const TYPING_MS = 200;
/** While a long list is still being read. */
const AGAIN_MS = 1_000;

const NO_ANSWER: Stock = { arns: [], matches: 0, reading: false, problem: 'Rota did not answer.' };

/**
 * What there is in an environment by a part of its name, asked a moment after the last key.
 * @param search null while nobody looks
 * @returns null until there is an answer
 */
export function useStock(environmentId: string, what: Listed, search: string | null): Stock | null {
  const [stock, setStock] = useState<Stock | null>(null);
  useEffect(() => {
    if (search === null) return setStock(null);
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      const found = await answer({ environmentId, what, search });
      if (over) return;
      setStock(found);
      if (found.reading) timer = setTimeout(ask, AGAIN_MS);
    };
    timer = setTimeout(ask, TYPING_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [environmentId, what, search]);
  return stock;
}

async function answer(input: { environmentId: string; what: Listed; search: string }): Promise<Stock> {
  try {
    const result = await actions.stock(input);
    return result.ok ? result.value : { ...NO_ANSWER, problem: result.error.message };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return NO_ANSWER;
  }
}
