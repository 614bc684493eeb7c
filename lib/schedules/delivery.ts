import { z } from 'zod';
import { type Delivery, directProblems, inputProblem, throughProblems } from '@/lib/targets/delivery';
import type { Kind } from '@/lib/targets/registry';
import { runsAfter } from './timing';

export const OVERLAPS = ['allow', 'skip', 'queue'] as const;
export const AFTER_PAUSE = ['skip', 'last', 'all'] as const;
export const IF_LATE = ['ask', 'skip', 'last', 'all'] as const;

/** What Rota does with the runs that it delivers, unless somebody says otherwise. */
export const DEFAULT_POLICIES = {
  overlap: 'allow',
  afterPause: 'skip',
  ifLate: 'ask',
  graceSeconds: 300,
  pauseAfterFailures: null,
} as const;

const GRACE = 'Enter a whole number of seconds from 5 to 86400.';
const FAILURES = 'Enter a whole number of failures from 1 to 1000, or nothing.';

/** The same as they are entered: they count with delivery through Rota alone. */
export const policyFields = {
  overlap: z.enum(OVERLAPS, 'Choose allow, skip or queue.').default(DEFAULT_POLICIES.overlap),
  afterPause: z.enum(AFTER_PAUSE, 'Choose skip, last or all.').default(DEFAULT_POLICIES.afterPause),
  ifLate: z.enum(IF_LATE, 'Choose ask, skip, last or all.').default(DEFAULT_POLICIES.ifLate),
  /** How late a run may start before it is missed. */
  graceSeconds: z.int(GRACE).min(5, GRACE).max(86_400, GRACE).default(DEFAULT_POLICIES.graceSeconds),
  /** After so many failures in a row the schedule pauses itself; null: never. */
  pauseAfterFailures: z.int(FAILURES).min(1, FAILURES).max(1000, FAILURES).nullable().default(null),
};

export type Policies = z.output<z.ZodObject<typeof policyFields>>;

/** The part of anything that has all of them. */
export const policiesOf = ({
  overlap,
  afterPause,
  ifLate,
  graceSeconds,
  pauseAfterFailures,
}: Policies): Policies => ({
  overlap,
  afterPause,
  ifLate,
  graceSeconds,
  pauseAfterFailures,
});

/** What an environment must have for delivery through Rota. */
export type DispatchPlace = { dispatchQueueArn?: string | null; dispatchRoleArn?: string | null };

/** Why nothing can be delivered through Rota in an environment; null where it can. */
export function dispatchProblem({ dispatchQueueArn, dispatchRoleArn }: DispatchPlace): string | null {
  const missing = [
    ...(dispatchQueueArn ? [] : ['dispatch queue']),
    ...(dispatchRoleArn ? [] : ['role that posts into it']),
  ];
  if (missing.length === 0) return null;
  return `This environment has no ${missing.join(' and no ')}, which delivery through Rota needs. An administrator sets ${missing.length === 1 ? 'it' : 'both'}; until then choose direct delivery.`;
}

/** Why what runs after its runs can't be delivered directly. */
const NEEDS_ROTA =
  'Only Rota knows when a run has ended, EventBridge Scheduler does not: choose delivery through Rota.';

type Delivered = {
  expression: string;
  delivery: Delivery;
  flexibleMinutes: number;
  targets: readonly {
    kind: Kind;
    deadLetterArn: string | null;
    input: string | null;
    gateId?: string | null;
  }[];
};

export type DeliveryProblem = { path: (string | number)[]; message: string };

const gateProblems = ({ gateId }: { gateId?: string | null }) =>
  gateId
    ? [
        {
          field: 'gateId',
          message:
            'EventBridge Scheduler knows no gates: choose delivery through Rota, or no gate for this target.',
        },
      ]
    : [];

/** What of a schedule does not go with the way in which it is delivered there: the fields and the reasons. */
export function deliveryProblems(
  { expression, delivery, flexibleMinutes, targets }: Delivered,
  place: DispatchPlace,
): DeliveryProblem[] {
  const problems: DeliveryProblem[] = targets.flatMap((target, index) => {
    const message = target.input === null ? null : inputProblem(target.input, delivery);
    const found = message === null ? [] : [{ field: 'input', message }];
    const own =
      delivery === 'through' ? throughProblems(target) : [...directProblems(target), ...gateProblems(target)];
    return [...own, ...found].map(({ field, message }) => ({ path: ['targets', index, field], message }));
  });
  const after = runsAfter({ expression });
  if (after && delivery === 'direct') problems.push({ path: ['delivery'], message: NEEDS_ROTA });
  if (delivery === 'direct') return problems;
  const missing = after ? null : dispatchProblem(place);
  if (missing) problems.push({ path: ['delivery'], message: missing });
  if (flexibleMinutes > 0)
    problems.push({
      path: ['flexibleMinutes'],
      message:
        'Only EventBridge Scheduler knows a flexible window: Rota starts each run at its time. Enter 0, or choose direct delivery.',
    });
  return problems;
}
