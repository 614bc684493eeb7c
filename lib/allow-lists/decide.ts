import { fitsPattern } from './pattern';

export const ALLOWED_KINDS = ['target', 'role'] as const;
export type AllowedKind = (typeof ALLOWED_KINDS)[number];

/** One line of the allow-lists. Null as a team or environment is all of them. */
export type Entry = {
  kind: AllowedKind;
  pattern: string;
  teamId: string | null;
  environmentId: string | null;
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
 * teams have on their lists there.
 */
export function decide(entries: readonly Entry[], where: Where, kind: AllowedKind, arn: string): Decision {
  const patterns = ownPatterns(entries, where, kind);
  if (patterns.length > 0)
    return patterns.some((pattern) => fitsPattern(pattern, arn))
      ? { verdict: 'allowed' }
      : { verdict: 'not-listed', patterns };
  const theirs = ofKind(entries, where, kind).filter(({ pattern }) => fitsPattern(pattern, arn));
  const teamIds = [...new Set(theirs.flatMap(({ teamId }) => teamId ?? []))];
  return teamIds.length === 0 ? { verdict: 'allowed' } : { verdict: 'theirs', teamIds };
}

/** The patterns of the list that is for a schedule, each once; none where no list is. */
export const ownPatterns = (entries: readonly Entry[], where: Where, kind: AllowedKind): string[] => [
  ...new Set(
    ofKind(entries, where, kind)
      .filter(({ teamId }) => teamId === null || teamId === where.teamId)
      .map(({ pattern }) => pattern),
  ),
];

const ofKind = (entries: readonly Entry[], { environmentId }: Where, kind: AllowedKind) =>
  entries.filter(
    (entry) => entry.kind === kind && (entry.environmentId === null || entry.environmentId === environmentId),
  );
