import { EVERYWHERE } from '@/lib/auth/access';
import { query } from '@/lib/command';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { type AllowedKind, decide, type Entry } from './decide';
import { allEntries } from './entries';
import { fitsPattern } from './pattern';
import { entryId, entryInput } from './schema';

/** A schedule with something that would not be allowed any more. */
export type Losing = { id: string; name: string; team: string; environment: string; arn: string };

/** What a change of the lists does to the targets of schedules that are not deleted. */
export type Consequences = {
  /** Targets that fit the pattern, where the entry is for. */
  fitting: number;
  /** Targets that are allowed now and would not be any more. They stay as they are until somebody changes them. */
  losing: number;
  /** The first of them, by name. */
  examples: Losing[];
};

const EXAMPLES = 10;

/** What adding an entry would do. */
export const previewAdd = query({
  permission: 'access.read',
  input: entryInput,
  at: EVERYWHERE,
  run: async (_context, input): Promise<Consequences> => {
    const before = await allEntries(db());
    const { environmentId: id } = input;
    const select = { accountId: true, region: true };
    const place = id === null ? null : await db().environment.findUnique({ where: { id }, select });
    const entry = { ...input, place };
    return consequences(entry, before, [...before, entry]);
  },
});

/** What removing an entry would do. @throws RotaError not-found */
export const previewRemove = query({
  permission: 'access.read',
  input: entryId,
  at: EVERYWHERE,
  run: async (_context, { id }): Promise<Consequences> => {
    const before = await allEntries(db());
    const entry = before.find((one) => one.id === id);
    if (!entry) throw notFound('This entry');
    return consequences(
      entry,
      before,
      before.filter((one) => one !== entry),
    );
  },
});

/** What the targets of one team in one environment name, each once. */
type Use = { teamId: string; environmentId: string; arn: string };

async function consequences(
  entry: Entry,
  before: readonly Entry[],
  after: readonly Entry[],
): Promise<Consequences> {
  const { kind, pattern, teamId, environmentId } = entry;
  const uses = await db().$queryRaw<Use[]>`
    SELECT DISTINCT s.team_id AS "teamId", s.environment_id AS "environmentId", a.arn ${usedAs(kind)}`;
  const isAllowed = (entries: readonly Entry[], use: Use) =>
    decide(entries, use, kind, use.arn).verdict === 'allowed';
  const fitting = uses.filter(
    (use) =>
      (teamId === null || use.teamId === teamId) &&
      (environmentId === null || use.environmentId === environmentId) &&
      fitsPattern(pattern, use.arn),
  );
  const losing = uses.filter((use) => isAllowed(before, use) && !isAllowed(after, use));
  return {
    fitting: await countTargets(kind, fitting),
    losing: await countTargets(kind, losing),
    examples: await examplesOf(kind, losing),
  };
}

/** As `aimsOf` has it, in SQL: what targets `t` of schedules `s` that are not deleted name as `a.arn`. */
const usedAs = (kind: AllowedKind): Prisma.Sql => Prisma.sql`
  FROM schedule s JOIN environment e ON e.id = s.environment_id JOIN target t ON t.schedule_id = s.id
  CROSS JOIN LATERAL (VALUES ${AIMS[kind]}) a (arn)
  WHERE s.state <> 'deleted' AND a.arn IS NOT NULL`;

const AIMS: Readonly<Record<AllowedKind, Prisma.Sql>> = {
  role: Prisma.sql`(t.role_arn)`,
  target: Prisma.sql`(t.arn), (t.settings ->> 'taskDefinition'),
    (t.settings #>> '{parameters,EcsParameters,TaskDefinitionArn}'),
    (nullif(t.dead_letter_arn, e.dead_letter_queue_arn))`,
};

/** The same, of these uses only. */
const inThese = (kind: AllowedKind, uses: readonly Use[]): Prisma.Sql => Prisma.sql`${usedAs(kind)}
  AND (s.team_id, s.environment_id, a.arn) IN (SELECT * FROM unnest(
    ${uses.map(({ teamId }) => teamId)}::text[], ${uses.map(({ environmentId }) => environmentId)}::text[],
    ${uses.map(({ arn }) => arn)}::text[]))`;

async function countTargets(kind: AllowedKind, uses: readonly Use[]): Promise<number> {
  const [row] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT t.id)::int AS count ${inThese(kind, uses)}`;
  return row?.count ?? 0;
}

const examplesOf = (kind: AllowedKind, uses: readonly Use[]): Promise<Losing[]> =>
  db().$queryRaw<Losing[]>`
    SELECT x.id, x.name, team.name AS team, x.environment, x.arn FROM (
      SELECT DISTINCT ON (s.name, s.id) s.id, s.name, s.team_id, e.name AS environment, a.arn
      ${inThese(kind, uses)} ORDER BY s.name, s.id, a.arn LIMIT ${EXAMPLES}
    ) x JOIN team ON team.id = x.team_id ORDER BY x.name, x.id`;
