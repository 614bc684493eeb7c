import { inEnvironment } from '@/lib/auth/access';
import type { Found } from '@/lib/aws/discover';
import { allows, authorise, query } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { keyset, type Page, readCursor, toPage } from '@/lib/keyset';
import { databaseNow } from '@/lib/schedules/load';
import { environmentOf } from './environment';
import { type FindFilter, findFilter } from './filter';
import { namesLike } from './names-taken';
import { propose } from './plan';
import { NEUTRAL } from './scan';
import { previewInput } from './schema';
import { open } from './sealed';
import type { Step } from './steps';
import { isEnabled } from './stored';
import { targetViews, whenText } from './view-text';
import type { FindView, PreviewView, ScanView } from './views';

export const PAGE_SIZE = 50;
export const COUNT_CAP = 1001;
/** What can be chosen at once. */
const MOST_CHOSEN = 500;

type Row = {
  arn: string;
  name: string;
  verdict: string;
  content: string;
  scheduleId: string | null;
  step: Step | null;
};

/** One page of what the last scan found, by name, with the number of matches as far as it is counted. */
export async function listFinds(
  context: Context,
  environment: EnvironmentRow,
  filter: FindFilter,
): Promise<Page<FindView> & { count: number }> {
  await authorise(context, 'schedule.adopt', inEnvironment(environment.id));
  const order = {
    value: Prisma.sql`i.name`,
    type: 'text',
    id: Prisma.sql`i.arn`,
    descending: false,
  } as const;
  const place = { after: readCursor(filter.after, 'text'), before: readCursor(filter.before, 'text') };
  const { where, orderBy, backwards } = keyset(order, place);
  const from = matching(environment.id, filter);
  const [rows, counted] = await Promise.all([
    db().$queryRaw<Row[]>`
      SELECT i.arn, i.name, i.verdict, i.content, a.schedule_id AS "scheduleId", a.step ${from} AND ${where}
      ORDER BY ${orderBy} LIMIT ${PAGE_SIZE + 1}`,
    db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (SELECT i.arn ${from} LIMIT ${COUNT_CAP}) capped`,
  ]);
  const page = toPage(rows, PAGE_SIZE, place, backwards, ({ name, arn }) => ({ value: name, id: arn }));
  const now = await databaseNow(db());
  return {
    ...page,
    rows: page.rows.map((row) => findView(row, environment, now)),
    count: counted[0]?.count ?? 0,
  };
}

function matching(environmentId: string, { q, kind, standing, group }: FindFilter): Prisma.Sql {
  const all = [Prisma.sql`i.environment_id = ${environmentId}`];
  const like = `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  if (q) all.push(Prisma.sql`(lower(i.name) LIKE ${like} OR lower(i.arn) LIKE ${like})`);
  if (kind) all.push(Prisma.sql`i.kind = ${kind}`);
  if (group) all.push(Prisma.sql`i.kind = 'schedule' AND i.group_name = ${group}`);
  if (standing === 'taken') all.push(Prisma.sql`a.id IS NOT NULL`);
  else if (standing) all.push(Prisma.sql`a.id IS NULL AND i.verdict = ${standing}`);
  return Prisma.sql`FROM adoption_item i LEFT JOIN adoption a
    ON a.arn = i.arn AND a.step <> 'returned'
    WHERE ${Prisma.join(all, ' AND ')}`;
}

function findView(row: Row, environment: EnvironmentRow, now: Date): FindView {
  const found = open(row.content);
  const proposal = propose(found, NEUTRAL, { place: environment, taken: new Set(), now });
  return {
    ...subject(found),
    ...whenText(found),
    targets: targetViews(proposal.schedule.targets),
    enabled: isEnabled(found),
    tags: Object.entries(found.tags).map(([key, value]) => `${key}=${value}`),
    standing: row.scheduleId ? 'taken' : proposal.verdict,
    reasons: row.scheduleId ? [] : proposal.reasons,
    schedule: row.scheduleId && row.step ? { id: row.scheduleId, step: row.step } : null,
  };
}

const subject = ({ arn, kind, name, group }: Found) => ({ arn, kind, name, group });

/** The ARNs of all that match a filter and may be taken over, at most 500. */
export const chooseAll = query({
  permission: 'schedule.adopt',
  input: findFilter,
  at: ({ environment }) => inEnvironment(environment),
  async run(_context, filter): Promise<string[]> {
    const { id } = await environmentOf(filter.environment);
    const rows = await db().$queryRaw<{ arn: string }[]>`
      SELECT i.arn ${matching(id, filter)} AND a.id IS NULL AND i.verdict <> 'refused'
      ORDER BY i.name, i.arn LIMIT ${MOST_CHOSEN}`;
    return rows.map(({ arn }) => arn);
  },
});

/** How the last scan of an environment stands. */
export async function getScan(context: Context, environmentId: string): Promise<ScanView> {
  await authorise(context, 'schedule.adopt', inEnvironment(environmentId));
  const scan = await db().adoptionScan.findUnique({ where: { environmentId } });
  if (!scan)
    return { status: 'never', askedBy: null, askedAt: null, finishedAt: null, found: 0, error: null };
  const { askedBy, askedAt, finishedAt, found, error } = scan;
  return { status: scan.status as ScanView['status'], askedBy, askedAt, finishedAt, found, error };
}

/** What would become of what is chosen. */
export const preview = query({
  permission: 'schedule.adopt',
  input: previewInput,
  at: ({ environmentId }) => inEnvironment(environmentId),
  async run(_context, { environmentId, arns, mapping }): Promise<PreviewView[]> {
    const environment = await environmentOf(environmentId);
    const rows = await db().adoptionItem.findMany({ where: { environmentId, arn: { in: arns } } });
    const found = arns
      .flatMap((arn) => rows.filter((row) => row.arn === arn))
      .map(({ content }) => open(content));
    const taken = await namesLike(
      db(),
      environmentId,
      found.map(({ name }) => name),
    );
    const teams = await db().team.findMany({ select: { id: true, name: true } });
    const now = await databaseNow(db());
    return found.map((one) => {
      const proposal = propose(one, mapping, { place: environment, taken, now });
      const { name, teamId, owner, targets } = proposal.schedule;
      taken.add(name.toLowerCase());
      const team = teams.find(({ id }) => id === teamId)?.name ?? 'a team that does not exist';
      return {
        ...subject(one),
        verdict: proposal.verdict,
        reasons: proposal.reasons,
        notes: proposal.notes,
        payloads: proposal.payloads,
        enabled: isEnabled(one),
        becomes: {
          name,
          team,
          owner: String(owner),
          when: whenText(one).when,
          targets: targetViews(targets),
        },
      };
    });
  },
});

/** The environments in which something can be taken over, by name. */
export async function adoptEnvironments(context: Context): Promise<EnvironmentRow[]> {
  const { actor } = await authorise(context, 'schedule.adopt');
  const rows = await db().environment.findMany({ where: { disabledAt: null }, orderBy: { name: 'asc' } });
  return rows.filter(({ id }) => allows(actor, 'schedule.adopt', inEnvironment(id)));
}
