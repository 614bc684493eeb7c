import type { AwsObserved } from '@/lib/aws/scheduler';

/**
 * What Rota writes into the description of each AWS schedule: whose it is, which of two databases is the newer, and
 * whether Rota itself keeps it off. What somebody switches by hand keeps the mark that it had.
 */
export type OwnerMark = { installationId: string; generation: number; off: boolean; name: string };

/** The longest description (CreateSchedule, EventBridge Scheduler API reference). */
const LONGEST = 512;

export const ownerMark = ({ installationId, generation, off, name }: OwnerMark): string =>
  `rota ${installationId} g${generation}${off ? '-off' : ''} ${name}`.slice(0, LONGEST);

/** Null of a description that Rota did not write. */
export function readOwnerMark({ Description = '' }: Pick<AwsObserved, 'Description'>): OwnerMark | null {
  const [, installationId, generation, off, name = ''] =
    /^rota (\S+) g(\d{1,9})(-off)? (.*)$/s.exec(Description) ?? [];
  if (!installationId) return null;
  return { installationId, generation: Number(generation), off: off !== undefined, name };
}

/** Whether an AWS schedule is this installation's own, by its description. */
export const isOurs = (observed: AwsObserved, installationId: string): boolean =>
  observed.Description?.startsWith(`rota ${installationId} `) ?? false;

/** The generation that stands in an AWS schedule's description; null where none does. */
export const generationIn = (observed: AwsObserved): number | null =>
  readOwnerMark(observed)?.generation ?? null;

/** Whether Rota, not somebody by hand, switched an AWS schedule off. */
export const isKeptOff = (observed: AwsObserved): boolean =>
  observed.State === 'DISABLED' && readOwnerMark(observed)?.off === true;
