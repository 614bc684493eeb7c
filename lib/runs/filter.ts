import { z } from 'zod';
import { ORIGINS, RUN_STATES, type RunState } from '@/lib/dispatch/states';
import { KIND_NAMES } from '@/lib/targets/registry';

export { ORIGINS, type Origin, RUN_STATES, type RunState } from '@/lib/dispatch/states';

/** What somebody should look at. */
export const BAD_STATES = ['failed', 'gave_up', 'unknown', 'missed'] as const satisfies RunState[];

export const isBad = (state: RunState): boolean => BAD_STATES.some((bad) => bad === state);

/** An act on all runs of a filter is done to so many at once. */
export const AT_ONCE = 10_000;

/** Postgres stores no NUL. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !text.includes('\0'));

const oneOf = <const T extends readonly string[]>(values: T) => z.enum(values).or(z.literal(''));

const instant = z.iso
  .datetime()
  .max(40)
  .refine((text) => !text.startsWith('0000') && !Number.isNaN(Date.parse(text)))
  .transform((text) => new Date(text).toISOString())
  .or(z.literal(''));

const NARROWING = {
  /** Ids; as a team also `own`: those that one belongs to. */
  schedule: text(16),
  team: text(16),
  environment: text(16),
  /** Part of a schedule's name. */
  name: text(100),
  kind: oneOf(KIND_NAMES),
  /** Part of a target's ARN. */
  target: text(200),
  /** A state, or `bad`: those that somebody should look at. */
  state: oneOf(['bad', ...RUN_STATES]),
  origin: oneOf(ORIGINS),
  /** Instants in UTC: slots from this one on, until before that one. */
  from: instant,
  to: instant,
};

/** Which runs an act is about. What can't be read is refused: without it, it would be about more. */
export const runSelection = z.strictObject(NARROWING);

const { schedule, team, environment, name, kind, target, state, origin, from, to } = NARROWING;

/** What the list of runs shows, as it stands in the address. Nonsense in an address falls back to the default. */
export const runFilter = z.object({
  schedule: schedule.catch('').default(''),
  team: team.catch('').default(''),
  environment: environment.catch('').default(''),
  name: name.catch('').default(''),
  kind: kind.catch('').default(''),
  target: target.catch('').default(''),
  state: state.catch('').default(''),
  origin: origin.catch('').default(''),
  from: from.catch('').default(''),
  to: to.catch('').default(''),
  after: text(3000).catch('').default(''),
  before: text(3000).catch('').default(''),
});

export type RunSelection = z.output<typeof runSelection>;
export type RunFilter = z.output<typeof runFilter>;

/** All runs. */
export const ANY_RUN: RunSelection = {
  schedule: '',
  team: '',
  environment: '',
  name: '',
  kind: '',
  target: '',
  state: '',
  origin: '',
  from: '',
  to: '',
};
