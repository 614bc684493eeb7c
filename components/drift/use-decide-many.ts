'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/drift/actions';
import { answerOf } from '@/components/form/answer-of';
import type { ActionError } from '@/lib/action';
import type { Decision } from './decide-act';

/** What one request decides, so that people see how far it is. */
const CHUNK = 10;

/** A schedule that can be ticked. `seen` goes back with the decision; of a lost one only AWS knows. */
export type Undecided = {
  id: string;
  name: string;
  lost: boolean;
  seen: readonly string[];
  environment: { name: string; production: boolean };
};

/** Where lost schedules are, and what AWS does not know of them. */
export type LostFields = { environmentId: string; teamId: string; owner: string };

type Asked = { decision: Decision; reason: string; lost?: LostFields };

/** Decides on many, some at a time. What failed is told row by row, until it is tried again. */
export function useDecideMany() {
  const [done, setDone] = useState<number | null>(null);
  const [failures, setFailures] = useState<ReadonlyMap<string, string>>(new Map());

  /** @returns how many failed, or why a request was refused, which leaves the rest undone */
  const decide = async (rows: readonly Undecided[], asked: Asked): Promise<number | ActionError> => {
    const failed = new Map<string, string>();
    for (let at = 0; at < rows.length; at += CHUNK) {
      setDone(at);
      const items = rows.slice(at, at + CHUNK).map(({ id, lost, seen }) => ({ id, lost, seen }));
      const result = await answerOf(actions.decideMany({ ...asked, items }));
      if (!result.ok) {
        setDone(null);
        return result.error;
      }
      for (const one of result.value) if (!one.ok) failed.set(one.id, one.message);
      setFailures(new Map(failed));
    }
    setDone(null);
    return failed.size;
  };

  return { done, failures, decide };
}
