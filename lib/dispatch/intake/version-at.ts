import { HOLDS_SNAPSHOT } from '@/lib/audit/versions';
import { Prisma, type Tx } from '@/lib/db';
import { fullMinuteFrom, type ScheduleTiming } from '@/lib/schedules/timing';
import type { Delivery } from '@/lib/targets/delivery';
import type { Kind } from '@/lib/targets/registry';

/** A target as a version had it: what every kind has, and beside it the settings of its own. */
export type TargetThen = { id: string; kind: Kind; arn: string; maxAgeSeconds: number };

/** A change of a schedule; `before` is null of its first, `madeAt` when the schedule was made. */
type Row = {
  before: Snapshot | null;
  after: Snapshot | null;
  generation: number;
  occurredAt: Date;
  madeAt: Date;
};

const COLUMNS = Prisma.sql`a.body::jsonb->'before' AS before, a.body::jsonb->'after' AS after, a.generation,
  a.occurred_at AS "occurredAt", s.created_at AS "madeAt" FROM schedule_audit a JOIN schedule s ON s.id = a.schedule_id`;

type Snapshot = Pick<ScheduleTiming, 'expression' | 'timeZone' | 'second'> & {
  startAt: string | null;
  endAt: string | null;
  state: string;
  flexibleMinutes: number;
  /** Missing in those of before there was a choice. */
  delivery?: Delivery;
  targets: readonly TargetThen[];
};

export type VersionAt = Omit<ScheduleTiming, 'excluded'> &
  Pick<Snapshot, 'state' | 'flexibleMinutes' | 'targets'> & { delivery: Delivery; generation: number };

/**
 * What a schedule was at an instant and before, by its audit, the last first; nothing where it was not there yet. A rate
 * without a start began at the full minute after it was written. Of versions that left the database for the archive the
 * last is known all the same: the change that ended it has it.
 * @param count at most so many versions
 */
export async function versionsAt(
  tx: Pick<Tx, '$queryRaw'>,
  scheduleId: string,
  at: Date,
  count = 1,
): Promise<VersionAt[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT ${COLUMNS} WHERE a.schedule_id = ${scheduleId} AND ${HOLDS_SNAPSHOT} AND a.occurred_at <= ${at}
    ORDER BY a.seq DESC LIMIT ${count}`;
  const known = rows.flatMap((row) => versionOf(row.after, row));
  return rows.length < count ? [...known, ...(await endedBy(tx, scheduleId, rows.at(-1), at))] : known;
}

/** The version before the earliest one at an instant, or where none is left the one before the first that is. */
async function endedBy(
  tx: Pick<Tx, '$queryRaw'>,
  scheduleId: string,
  earliest: Row | undefined,
  at: Date,
): Promise<VersionAt[]> {
  const [row = earliest] = earliest
    ? []
    : await tx.$queryRaw<Row[]>`
        SELECT ${COLUMNS} WHERE a.schedule_id = ${scheduleId} AND ${HOLDS_SNAPSHOT} AND a.occurred_at > ${at}
        ORDER BY a.seq LIMIT 1`;
  // When it was written is not known: since the schedule was made at the earliest.
  return row ? versionOf(row.before, { generation: row.generation - 1, occurredAt: row.madeAt }) : [];
}

function versionOf(
  snapshot: Snapshot | null,
  { generation, occurredAt }: Pick<Row, 'generation' | 'occurredAt'>,
): VersionAt[] {
  if (!snapshot) return [];
  const { expression, timeZone, second, state, flexibleMinutes, delivery = 'direct', targets } = snapshot;
  const startAt = snapshot.startAt === null ? null : new Date(snapshot.startAt);
  const version = {
    expression,
    timeZone,
    second,
    startAt,
    endAt: snapshot.endAt === null ? null : new Date(snapshot.endAt),
    rateAnchor: expression.startsWith('rate(') ? (startAt ?? fullMinuteFrom(occurredAt)) : null,
    state,
    flexibleMinutes,
    delivery,
    targets,
    generation,
  };
  return [version];
}
