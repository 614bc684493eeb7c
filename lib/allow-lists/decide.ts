import { type Place, parseArn } from '@/lib/targets/arn';
import { fitsPattern, unqualified } from './pattern';

export const ALLOWED_KINDS = ['target', 'role'] as const;
export type AllowedKind = (typeof ALLOWED_KINDS)[number];

/** One line of the allow-lists. Null as a team or environment is all of them. */
export type Entry = {
  kind: AllowedKind;
  pattern: string;
  teamId: string | null;
  environmentId: string | null;
  /** Where its environment is in AWS; null where it is for all. */
  place: Place | null;
};

/** Where a schedule is. */
export type Where = { teamId: string; environmentId: string };

export type Decision =
  | { verdict: 'allowed' }
  /** It fits none of these, and one of them it must fit. */
  | { verdict: 'not-listed'; patterns: string[] }
  /** No list is for the schedule, and these teams have it on theirs. */
  | { verdict: 'theirs'; teamIds: string[] };

/**
 * Whether a schedule may have an ARN as a target or a role. Entries for its team or all, in its environment or all, are
 * its list: where there are any, the ARN must fit one. Where there are none, everything is allowed but what only other
 * teams have on their lists: there, or in another environment that is where the ARN is, and in whichever version.
 */
export function decide(entries: readonly Entry[], where: Where, kind: AllowedKind, arn: string): Decision {
  const patterns = ownPatterns(entries, where, kind);
  if (patterns.length > 0)
    return patterns.some((pattern) => fitsPattern(pattern, arn))
      ? { verdict: 'allowed' }
      : { verdict: 'not-listed', patterns };
  const claims = entries.filter(
    (entry) => entry.kind === kind && (countsIn(entry, where) || (entry.place && isAt(arn, entry.place))),
  );
  if (claims.some((entry) => isFor(entry, where) && fitsPattern(entry.pattern, arn)))
    return { verdict: 'allowed' };
  const theirs = claims.filter((entry) => !isFor(entry, where) && fitsInAnyVersion(entry.pattern, arn));
  const teamIds = [...new Set(theirs.flatMap(({ teamId }) => teamId ?? []))];
  return teamIds.length === 0 ? { verdict: 'allowed' } : { verdict: 'theirs', teamIds };
}

/** The patterns of the list that is for a schedule, each once; none where no list is. */
export const ownPatterns = (entries: readonly Entry[], where: Where, kind: AllowedKind): string[] => [
  ...new Set(
    entries
      .filter((entry) => entry.kind === kind && countsIn(entry, where) && isFor(entry, where))
      .map(({ pattern }) => pattern),
  ),
];

const isFor = ({ teamId }: Entry, where: Where): boolean => teamId === null || teamId === where.teamId;

const countsIn = ({ environmentId }: Entry, where: Where): boolean =>
  environmentId === null || environmentId === where.environmentId;

/** Whether an ARN names something of an account, and of a Region of it where it names one. */
function isAt(arn: string, { accountId, region }: Place): boolean {
  const found = parseArn(arn);
  return found?.account === accountId && (found.region === '' || found.region === region);
}

const fitsInAnyVersion = (pattern: string, arn: string): boolean =>
  fitsPattern(pattern, arn) || fitsPattern(unqualified(pattern), unqualified(arn));
