type Sync = { status: string; checkedAt: Date | null };
type Environment = {
  sync: { unreachableSince: Date | null; recoverySince: Date | null } | null;
  scan: { passedAt: Date | null } | null;
};

/**
 * How a schedule stands in AWS, with what is known of AWS itself: since when it can't be asked or is not compared yet, and that a pass over all
 * of it found what is live unchanged.
 */
export function withContact<S extends Sync>(
  sync: S,
  environment: Environment,
): S & { unknownSince: Date | null } {
  const { checkedAt, status } = sync;
  const passedAt = status === 'live' ? environment.scan?.passedAt : null;
  const later = passedAt && checkedAt && passedAt > checkedAt ? passedAt : checkedAt;
  return { ...sync, checkedAt: later, unknownSince: unknownSince(environment) };
}

/** As `unknown_since` of the database. */
function unknownSince({ sync, scan }: Environment): Date | null {
  const { unreachableSince = null, recoverySince = null } = sync ?? {};
  const compared = recoverySince === null || (scan?.passedAt != null && scan.passedAt >= recoverySince);
  return unreachableSince ?? (compared ? null : recoverySince);
}
