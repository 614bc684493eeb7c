import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { gateNames, withGateNames } from '@/lib/gates/names';
import { keyset, type Page, readCursor, toPage } from '@/lib/keyset';
import { seenBy } from './queries-seen';
import { isSnapshot } from './readable-difference';

const PAGE_SIZE = 20;

/** How EventBridge Scheduler took a version: read back, or refused; null where nothing is known of it yet or ever. */
export type VersionOutcome =
  | { kind: 'live'; at: Date }
  | { kind: 'failed'; at: Date; message: string }
  | null;

export type Version = {
  generation: number;
  occurredAt: Date;
  action: string;
  /** Null once erased. */
  by: string | null;
  reason: string | null;
  /** The generation whose content this version brought back. */
  restoredFrom: number | null;
  /** Whether it is a tombstone, which should be gone from AWS. */
  deleted: boolean;
  outcome: VersionOutcome;
};

/** Rows of schedule_audit a that hold what a schedule was: text within a text has its quotes escaped. */
export const HOLDS_SNAPSHOT = Prisma.sql`a.outcome = 'ok' AND a.body LIKE '%"expression":%'`;

/**
 * One page of the versions of a schedule that somebody may see, the newest first, each with its outcome in AWS.
 * @param place cursors of `Page`; '' at the beginning
 */
export async function listVersions(
  context: Context,
  scheduleId: string,
  place: { after: string; before: string },
): Promise<Page<Version>> {
  const { actor } = await authorise(context, 'audit.read');
  const cursors = { after: readCursor(place.after, 'bigint'), before: readCursor(place.before, 'bigint') };
  const order = { value: Prisma.sql`a.seq`, type: 'bigint' as const, id: Prisma.sql`a.id::text` };
  const { where, orderBy, backwards } = keyset({ ...order, descending: true }, cursors);
  const seen = Prisma.sql`a.schedule_id = ${scheduleId} AND ${seenBy(actor, 'schedule')}`;
  type Row = Omit<Version, 'by' | 'restoredFrom' | 'deleted' | 'outcome'> &
    Record<'seq' | 'id' | 'body', string>;
  const rows = await db().$queryRaw<(Row & { person: string | null })[]>`
    SELECT a.seq::text, a.id::text, a.generation, a.occurred_at AS "occurredAt", a.action, a.reason, a.body,
      p.values AS person
    FROM (
      SELECT * FROM schedule_audit a WHERE ${seen} AND ${HOLDS_SNAPSHOT} AND ${where}
      ORDER BY ${orderBy} LIMIT ${PAGE_SIZE + 1}
    ) a LEFT JOIN audit_person p ON p.audit_id = a.id ORDER BY ${orderBy}`;
  const page = toPage(rows, PAGE_SIZE, cursors, backwards, ({ seq, id }) => ({ value: seq, id }));
  const outcomes = await outcomesOf(
    seen,
    page.rows.map(({ generation }) => generation),
  );
  return {
    ...page,
    rows: page.rows.map(({ generation, occurredAt, action, reason, body, person }) => {
      const { after, restoredFrom = null } = JSON.parse(body) as {
        after: { state?: unknown };
        restoredFrom?: number;
      };
      const by = person && (JSON.parse(person) as { name: string }).name;
      const deleted = after.state === 'deleted';
      const outcome = outcomes.get(generation) ?? null;
      return { generation, occurredAt, action, by, reason, restoredFrom, deleted, outcome };
    }),
  };
}

/** The last outcome of each generation; what is live has been so since it first was after a failure. */
async function outcomesOf(seen: Prisma.Sql, generations: readonly number[]) {
  const rows = await db().$queryRaw<{ generation: number; at: Date; failure: string | null }[]>`
    SELECT a.generation, a.occurred_at AS at, CASE WHEN a.outcome = 'failed' THEN a.body END AS failure
    FROM schedule_audit a
    WHERE ${seen} AND a.action = 'schedule.sync' AND a.generation = ANY(${[...generations]}) ORDER BY a.seq`;
  const found = new Map<number, VersionOutcome>();
  for (const { generation, at, failure } of rows) {
    if (failure) {
      const { after } = JSON.parse(failure) as { after: { message: string } };
      found.set(generation, { kind: 'failed', at, message: after.message });
    } else if (found.get(generation)?.kind !== 'live') found.set(generation, { kind: 'live', at });
  }
  return found;
}

/**
 * What a schedule was at a generation, secrets masked and gates by their names (`lib/schedules/snapshot.ts`).
 * @throws RotaError not-found, of a version that is not there or that somebody may not see
 */
export async function getVersion(
  context: Context,
  scheduleId: string,
  generation: number,
): Promise<Readonly<Record<string, unknown>>> {
  const { actor } = await authorise(context, 'audit.read');
  const rows = await db().$queryRaw<{ body: string }[]>`
    SELECT a.body FROM schedule_audit a
    WHERE a.schedule_id = ${scheduleId} AND a.generation = ${generation} AND ${seenBy(actor, 'schedule')}
      AND ${HOLDS_SNAPSHOT} ORDER BY a.seq DESC LIMIT 1`;
  const { after } = JSON.parse(rows[0]?.body ?? '{}') as { after?: unknown };
  if (!isSnapshot(after)) throw notFound(`Version ${generation} of this schedule`);
  return withGateNames(after, await gateNames([after]));
}
