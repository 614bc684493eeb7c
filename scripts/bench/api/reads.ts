import { db } from '@/lib/db';
import type { Pair } from './measure';
import { type Statement, statementsOf } from './statements';

const GOAL = { atLeast: 0.7 };
const ROUNDS = 7;
const REQUESTS = 500;
const SCHEDULES = 200;

/** The statements of each request of a read, which the bare route runs. */
export type Recorded = Record<string, Statement[][]>;

/**
 * The reads: pages of the list in several orders and under filters, and schedules one by one.
 * @param token by which this process is answered too, to see the statements
 */
export async function readsOf(token: string): Promise<{ pairs: Pair[]; recorded: Recorded }> {
  const [team] = await db().$queryRaw<{ id: string }[]>`
    SELECT team_id AS id FROM schedule GROUP BY team_id ORDER BY count(*) DESC LIMIT 1`;
  const lists = ['', '?sort=next', '?sort=updated&dir=desc', '?state=paused', `?team=${team?.id}`];
  const schedules = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM schedule WHERE state = 'on' ORDER BY md5(id) LIMIT ${SCHEDULES}`;
  const paths = {
    list: lists.map((filter) => `/schedules${filter}`),
    read: schedules.map(({ id }) => `/schedules/${id}`),
  };
  const recorded: Recorded = {};
  const pairs: Pair[] = [];
  for (const [what, these] of Object.entries(paths)) {
    // The first request of a token is recorded as its use, and the ones that follow within the hour are not.
    await statementsOf(token, these[0] ?? '');
    const statements: Statement[][] = [];
    for (const path of these) statements.push(await statementsOf(token, path));
    recorded[what] = statements;
    pairs.push({
      name: what === 'list' ? 'GET /schedules, 50 of them' : 'GET /schedules/{id}',
      goal: GOAL,
      rounds: ROUNDS,
      requests: REQUESTS,
      product: (n) => ({ method: 'GET', path: `/api/v1${these[n % these.length]}` }),
      bare: (n) => ({ method: 'GET', path: `/${what}?n=${n % these.length}` }),
      figures: { statements: statements[0]?.length ?? 0 },
    });
  }
  return { pairs, recorded };
}
