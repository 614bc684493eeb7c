import { Prisma } from '@/lib/db';

/** Of so many targets behind a gate, so many of the newest runs are looked at: it must be quick, whatever waits. */
const TARGETS = 200;
const RUNS = 20;

/**
 * Attempts `a` that ended within the last hour behind a gate, of runs `r` up to an instant. Up to the oldest that waits,
 * runs that are over are found without walking past those that are not.
 */
export const attemptsLately = (gateId: Prisma.Sql, upTo: Prisma.Sql) => Prisma.sql`
  (SELECT t.id, t.schedule_id FROM target t WHERE t.gate_id = ${gateId} LIMIT ${TARGETS}::int) AS t
  CROSS JOIN LATERAL (SELECT r.id, r.slot_at, r.schedule_id FROM run r
    WHERE r.schedule_id = t.schedule_id AND r.target_id = t.id AND r.slot_at > now() - interval '1 day' AND r.slot_at <= ${upTo}
    ORDER BY r.slot_at DESC LIMIT ${RUNS}::int) AS r
  JOIN run_attempt a ON a.run_id = r.id AND a.slot_at = r.slot_at AND a.ended_at > now() - interval '1 hour'`;
