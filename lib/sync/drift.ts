import type { AwsObserved, AwsRequest } from '@/lib/aws/scheduler';
import { MASK } from '@/lib/targets/mask';
import { maskInput } from '@/lib/targets/secrets';
import { digestOf, fieldsOf, sameStart } from './normal-form';
import { readOwnerMark } from './owner-mark';

/** What the database knows of a name in AWS: what was read back last, and what was lately sent. */
export type Known = { hash: string | null; modifiedAt: Date | null; sent: readonly string[] };

/** What AWS has but for Rota's doing, for a person to decide on. */
export type Finding = {
  name: string;
  targetId: string;
  kind: 'changed' | 'missing' | 'extra';
  /** Of exactly this state of AWS. */
  fingerprint: string;
  awsGeneration: number | null;
  /** What Rota would write (null: it is not to be there) and what AWS has, field by field, secrets masked. */
  ours: Record<string, unknown> | null;
  theirs: Record<string, unknown> | null;
  modifiedAt: Date | null;
  /** Rota keeps it off where it stands. */
  switchedOff: boolean;
};

/** The fingerprint of what is not there. */
export const MISSING = 'missing';

/**
 * Whether what stands under a name (null: nothing) may be written over without asking: only what this database itself
 * sent, or read back and nobody touched since. What was once read back and is gone may not be made again.
 */
export function judge(
  observed: AwsObserved | null,
  known: Known | null,
  key: Buffer,
): 'free' | 'changed' | 'missing' {
  if (!observed) return known?.hash ? 'missing' : 'free';
  // Nothing was ever sent or read back under this name here, and its owner's mark is ours: a row that was lost.
  if (!known || (known.hash === null && known.sent.length === 0)) return 'free';
  if (known.sent.includes(digestOf(observed, key))) return 'free';
  const touched = known.modifiedAt?.getTime() !== observed.LastModificationDate?.getTime();
  return known.modifiedAt && !touched ? 'free' : 'changed';
}

/** Identifies a state of AWS. */
export const fingerprintOf = (observed: AwsObserved | null, key: Buffer): string =>
  observed ? digestOf(observed, key) : MISSING;

/** The two sides as people compare them; a start that makes no difference stands on neither. */
export function sidesOf(
  observed: AwsObserved | null,
  wanted: AwsRequest,
  secretFields: readonly string[],
  now: Date,
): Pick<Finding, 'ours' | 'theirs'> {
  const same = observed === null || sameStart(observed, wanted, now);
  return {
    ours: side(wanted, secretFields, same),
    theirs: observed && side(observed, secretFields, same),
  };
}

function side(schedule: AwsObserved | AwsRequest, secretFields: readonly string[], same: boolean) {
  const { StartDate, Target, ...rest } = schedule;
  const { StartDate: _, ...fields } = fieldsOf({
    ...rest,
    // The mark before the name is Rota's own business.
    Description: readOwnerMark(schedule)?.name ?? schedule.Description,
    Target: Target && { ...Target, ...(Target.Input && { Input: masked(Target.Input, secretFields) }) },
  } as AwsRequest);
  const dates = {
    EndDate: schedule.EndDate?.toISOString(),
    StartDate: same ? undefined : StartDate?.toISOString(),
  };
  return Object.fromEntries(
    Object.entries({ ...fields, ...dates }).filter(([, value]) => value !== undefined),
  );
}

/** Where a secret does not stand in its place it may stand anywhere: then nothing of the input is shown. */
export function masked(input: string, secretFields: readonly string[]): string {
  if (secretFields.length === 0) return input;
  try {
    const shown = maskInput(input, secretFields);
    return shown.split(MASK).length > secretFields.length ? shown : MASK;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return MASK;
  }
}

/** What AWS has, for people to read, where nobody knows which of its input is secret. */
export function withoutInput(observed: AwsObserved): Record<string, unknown> {
  const { Target, StartDate, EndDate } = observed;
  const shown = { ...observed, Target: Target && { ...Target, ...(Target.Input && { Input: MASK }) } };
  return {
    ...fieldsOf(shown as AwsObserved),
    ...(StartDate && { StartDate: StartDate.toISOString() }),
    ...(EndDate && { EndDate: EndDate.toISOString() }),
  };
}

/** What AWS adds to a schedule of itself, and no request may have. */
export function requestFrom(observed: AwsObserved): AwsRequest {
  const { Arn: _, CreationDate: __, LastModificationDate: ___, ...request } = observed;
  return request as AwsRequest;
}
