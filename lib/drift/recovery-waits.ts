import type { Tx } from '@/lib/db';
import { RECOVERY } from '@/lib/sync/recovery';

/** What a recovery still waits for. */
export type RecoveryWaits = {
  since: Date;
  reason: string;
  /** Whether a pass over all of AWS has begun since, and ended. */
  passed: boolean;
  /** Schedules that are yet to be compared with AWS. */
  looks: number;
  /** Differences that are yet to be decided. */
  open: number;
};

/** Null where the environment is not in recovery. */
export async function recoveryWaits(
  tx: Pick<Tx, '$queryRaw'>,
  environmentId: string,
): Promise<RecoveryWaits | null> {
  const [waits] = await tx.$queryRaw<RecoveryWaits[]>`
    SELECT r.recovery_since AS since, r.recovery_reason AS reason,
      COALESCE(n.passed_at >= r.recovery_since, false) AS passed,
      (SELECT count(*)::int FROM schedule_sync y JOIN schedule s ON s.id = y.schedule_id
       WHERE s.environment_id = r.environment_id AND y.due_at IS NOT NULL
         AND COALESCE(y.checked_at < r.recovery_since, true) AND y.error_code IS DISTINCT FROM ${RECOVERY}) AS looks,
      (SELECT count(*)::int FROM drift d
       WHERE d.environment_id = r.environment_id AND d.decision IS NULL AND d.kind <> 'foreign') AS open
    FROM environment_sync r LEFT JOIN environment_scan n ON n.environment_id = r.environment_id
    WHERE r.environment_id = ${environmentId} AND r.recovery_since IS NOT NULL`;
  return waits ?? null;
}
