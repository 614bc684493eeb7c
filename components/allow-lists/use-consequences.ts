'use client';

import { useEffect, useState } from 'react';
import { answerOf } from '@/components/form/answer-of';
import type { ActionResult } from '@/lib/action';
import type { Consequences } from '@/lib/allow-lists/consequences';

const TYPING_MS = 300;

/**
 * What a change of the lists would do, asked a moment after the last key.
 * @param ask a server action; the same one at each call
 * @param input null while it is not complete
 * @returns null until there is an answer
 */
export function useConsequences(
  ask: (input: unknown) => Promise<ActionResult<Consequences>>,
  input: object | null,
): ActionResult<Consequences> | null {
  const [found, setFound] = useState<ActionResult<Consequences> | null>(null);
  const asked = input && JSON.stringify(input);
  useEffect(() => {
    setFound(null);
    if (asked === null) return;
    let over = false;
    const timer = setTimeout(async () => {
      const answer = await answerOf(ask(JSON.parse(asked)));
      if (!over) setFound(answer);
    }, TYPING_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [ask, asked]);
  return found;
}
