import { Prisma, queryKept } from '@/lib/db';
import { ownClock } from '../exact/own-clock';
import { type Claimant, type Claimed, WHAT_WAS_TAKEN } from './claim';

/** Of a gate that has runs which wait: when the first is due, in milliseconds from now. */
export type Waiting = { id: string; inMs: number };

/** The gates of an environment that have runs which wait. */
export const gatesWaiting = (environmentId: string): Promise<Waiting[]> =>
  queryKept<Waiting>(Prisma.sql`
    SELECT g.id, (EXTRACT(EPOCH FROM w.visible_at - clock_timestamp()) * 1000)::float8 AS "inMs" FROM gate g, LATERAL (
      SELECT min(one.visible_at) AS visible_at FROM generate_series(0, 1) AS p, LATERAL (
        SELECT q.visible_at FROM run_queue q WHERE q.gate_id = g.id AND q.step = 'send' AND NOT q.held AND q.worker IS NULL
          AND q.priority = p ORDER BY q.visible_at LIMIT 1) AS one) AS w
    WHERE g.environment_id = ${environmentId} AND w.visible_at IS NOT NULL`);

type Answered = {
  claimed: Claimed[];
  /** Until the gate is worth asking again; null where nothing is due that may go. */
  waitMs: number | null;
  /** So long after the question may be sent what was claimed. */
  lateMs: number;
  /** Whether the gate waits to be told its next maintenance window. */
  stale: boolean;
};

/** Takes what one gate lets pass, in one call. @returns at most `room` runs, each with a token */
export async function claimGated(
  { worker, leaseMs }: Claimant,
  gateId: string,
  room: number,
): Promise<Answered> {
  type Row = Claimed & { waitMs: number | null; lateMs: number | null; stale: boolean | null };
  const rows = await queryKept<Row>(Prisma.sql`
    WITH claim AS MATERIALIZED (
      SELECT * FROM gate_claim(${gateId}, ${worker}, make_interval(secs => ${leaseMs / 1_000}), ${room}::int,
        ${ownClock.isRight}::boolean)),
    taken AS (SELECT (claim.q).*, (claim.q).worker AS sender, clock_timestamp() AS now FROM claim WHERE (claim.q).run_id IS NOT NULL),
    claimed AS (${WHAT_WAS_TAKEN})
    SELECT said.wait_ms AS "waitMs", said.late_ms AS "lateMs", said.stale, claimed.*
    FROM (VALUES (1)) AS one LEFT JOIN claim said ON (said.q).run_id IS NULL LEFT JOIN claimed ON true`);
  const [said] = rows;
  return {
    claimed: rows.filter(({ runId }) => runId !== null),
    waitMs: said?.waitMs ?? null,
    lateMs: said?.lateMs ?? 0,
    stale: said?.stale ?? false,
  };
}
