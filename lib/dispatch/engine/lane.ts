import { Prisma, type Tx } from '@/lib/db';
import { ownClock } from '../exact/own-clock';
import { AT_ONCE, inSteps, settleLate } from '../slots/settle-late';
import { EXACT } from './due';

/** After so long without a worker, what became due meanwhile was late. */
const OUTAGE_SECONDS = 60;

/** Since when nobody looks after an environment, or after what is planned there to the second, and for how many seconds. */
type Lane = { aliveAt: Date; gap: number; exactAt: Date; exactGap: number };

/**
 * Says that an environment is looked after. After an outage, what became due in it follows its schedule's policy, before
 * anything is sent. So does what was planned to the second, after a time without a worker whose clock is right.
 * @returns how many runs were missed
 */
export const keepLane = (environmentId: string): Promise<number> =>
  inSteps((tx) => keepOrSettle(tx, environmentId));

/** The outage lasts until the last of what it made late is settled. */
async function keepOrSettle(tx: Tx, environmentId: string): Promise<number> {
  const { isRight } = ownClock;
  const [lane] = await tx.$queryRaw<Lane[]>`
    SELECT alive_at AS "aliveAt", EXTRACT(EPOCH FROM clock_timestamp() - alive_at)::float8 AS gap,
      exact_at AS "exactAt", EXTRACT(EPOCH FROM clock_timestamp() - exact_at)::float8 AS "exactGap"
    FROM dispatch_lane WHERE environment_id = ${environmentId} FOR UPDATE`;
  let ended = 0;
  if (lane && lane.gap > OUTAGE_SECONDS)
    ended += await settleLate(tx, lateSince(environmentId, lane.aliveAt), 'outage', AT_ONCE);
  if (lane && isRight && lane.exactGap > OUTAGE_SECONDS && ended < AT_ONCE)
    ended += await settleLate(
      tx,
      Prisma.sql`${lateSince(environmentId, lane.exactAt)} AND ${EXACT}`,
      'clocks',
      AT_ONCE,
    );
  if (ended < AT_ONCE)
    await tx.$executeRaw`
      INSERT INTO dispatch_lane AS l (environment_id, alive_at, exact_at)
      VALUES (${environmentId}, clock_timestamp(), clock_timestamp())
      ON CONFLICT (environment_id) DO UPDATE SET alive_at = EXCLUDED.alive_at,
        exact_at = CASE WHEN ${isRight} THEN EXCLUDED.exact_at ELSE l.exact_at END`;
  return ended;
}

const lateSince = (environmentId: string, since: Date) => Prisma.sql`q.environment_id = ${environmentId}
  AND q.since > ${since} AND q.since < clock_timestamp() - make_interval(secs => s.grace_seconds)`;
