import { READS_ALL } from '@/lib/auth/access';
import type { Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { writeCursor } from '@/lib/keyset';
import { type ListFilter, listFilter } from '@/lib/schedules/filter';
import { listSchedules } from '@/lib/schedules/queries';
import type { Measurement, Options } from '../benchmark';
import { interleave } from '../interleave';
import { median, p95, ratio } from '../statistics';
import { type Case, cases } from './cases';

const ROUNDS = 60;
const WARM_UP = 8;

/** Who reads the list. */
export const VIEWER: Context = {
  actor: {
    type: 'user',
    id: '00000000-0000-0000-0000-000000000001',
    name: 'Vera Lindqvist',
    role: 'viewer',
    grants: [READS_ALL],
    groups: [],
    sessionId: '0',
    verifiedAt: new Date(8.64e15),
  },
  requestId: 'bench',
  ip: null,
  userAgent: null,
};

/**
 * What the list asks the database, for each filter, as a multiple of the bare keyset query: fifty rows of the one
 * table after a cursor in its middle, through the same client.
 */
export async function measureQueries({ say }: Options): Promise<Measurement[]> {
  const baseline = await bareKeyset();
  const measurements: Measurement[] = [];
  for (const one of cases(await teamByRank('DESC'), await teamByRank('ASC'))) {
    const filter = await filterOf(one);
    const found = await listSchedules(VIEWER, filter);
    const timings = await interleave(() => listSchedules(VIEWER, filter), baseline, {
      rounds: ROUNDS,
      warmUp: WARM_UP,
    });
    const figures = {
      'list ms': median(timings.measured),
      'p95 ms': p95(timings.measured),
      'bare ms': median(timings.baseline),
      rows: found.rows.length,
      count: found.count,
    };
    const times = ratio(timings.measured, timings.baseline);
    say(`  ${one.name}: ${times.toFixed(2)} ×`);
    measurements.push({
      name: `query: ${one.name}`,
      ratio: times,
      goal: { atMost: one.goal },
      figures,
    });
  }
  return measurements;
}

async function bareKeyset(): Promise<() => Promise<unknown>> {
  const [middle] = await db().$queryRaw<{ name: string; id: string }[]>`
    SELECT name, id FROM schedule ORDER BY name, id
    OFFSET (SELECT count(*) / 2 FROM schedule) LIMIT 1`;
  if (!middle) throw new Error('The database has no schedules.');
  return () => db().$queryRaw`
    SELECT id, name, description, team_id, owner, tags, state::text, state_reason, state_by, state_at, expression,
      time_zone, updated_at, generation
    FROM schedule WHERE state <> 'deleted' AND (name, id) > (${middle.name}, ${middle.id}) ORDER BY name, id LIMIT 50`;
}

async function teamByRank(direction: 'ASC' | 'DESC'): Promise<string> {
  const [team] = await db().$queryRaw<{ id: string }[]>`
    SELECT team_id AS id FROM schedule GROUP BY 1 ORDER BY count(*) ${Prisma.raw(direction)}, 1 LIMIT 1`;
  if (!team) throw new Error('The database has no teams.');
  return team.id;
}

/** The filter as it comes from an address; a deep page begins four fifths down its list. */
async function filterOf({ filter, deep }: Case): Promise<ListFilter> {
  const shallow = listFilter.parse(filter);
  if (!deep) return shallow;
  const value = {
    name: Prisma.sql`s.name`,
    next: Prisma.sql`COALESCE(c.next_run_at, 'infinity')`,
    updated: Prisma.sql`s.updated_at`,
  }[shallow.sort];
  const [row] = await db().$queryRaw<{ value: string; id: string }[]>`
    SELECT (${value})::text AS value, s.id FROM schedule s JOIN schedule_clock c ON c.schedule_id = s.id
    WHERE s.state <> 'deleted' ORDER BY ${value} ${Prisma.raw(shallow.dir === 'desc' ? 'DESC' : 'ASC')}, s.id
    OFFSET (SELECT count(*) * 4 / 5 FROM schedule) LIMIT 1`;
  if (!row) throw new Error('The list has no deep page.');
  return { ...shallow, after: writeCursor(row) };
}
