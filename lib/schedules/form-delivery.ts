import { numberOf } from '@/lib/targets/forms/number';
import type { Policies } from './delivery';

/** What counts with delivery through Rota alone, as typed. */
export type PoliciesForm = Pick<Policies, 'overlap' | 'afterPause' | 'ifLate'> & {
  graceSeconds: string;
  /** '': it never pauses itself. */
  pauseAfterFailures: string;
};

/** Stored policies as a form shows them. */
export const policiesForm = ({
  overlap,
  afterPause,
  ifLate,
  graceSeconds,
  pauseAfterFailures,
}: Policies): PoliciesForm => ({
  overlap,
  afterPause,
  ifLate,
  graceSeconds: String(graceSeconds),
  pauseAfterFailures: pauseAfterFailures === null ? '' : String(pauseAfterFailures),
});

/** What the schema checks of them. */
export const policiesInput = ({
  overlap,
  afterPause,
  ifLate,
  graceSeconds,
  pauseAfterFailures,
}: PoliciesForm) => ({
  overlap,
  afterPause,
  ifLate,
  graceSeconds: numberOf(graceSeconds),
  pauseAfterFailures: pauseAfterFailures.trim() === '' ? null : numberOf(pauseAfterFailures),
});
