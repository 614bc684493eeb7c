import { diff } from '@/lib/audit/diff';
import type { Tx } from '@/lib/db';
import { type RotaError, stale } from '@/lib/errors';
import { type LoadedSchedule, snapshotOf } from './load';

/** What somebody else changed while a person was editing. */
export type OtherChange = {
  generation: number;
  by: string;
  at: string;
  differences: ReturnType<typeof diff>;
};

/** The error for an edit of an older generation: who came first, when, and what they changed, field by field. */
export async function otherChange(
  tx: Tx,
  current: LoadedSchedule,
  editedGeneration: number,
): Promise<RotaError> {
  const rows = await tx.$queryRaw<{ generation: number; body: string; at: Date; person: string | null }[]>`
    SELECT a.generation, a.body, a.occurred_at AS at, p.values AS person
    FROM schedule_audit a LEFT JOIN audit_person p ON p.audit_id = a.id
    WHERE a.schedule_id = ${current.id} AND a.generation >= ${editedGeneration} AND a.action <> 'schedule.sync'
    ORDER BY a.seq`;
  const edited = rows.find((row) => row.generation === editedGeneration);
  const latest = rows.at(-1);
  const earlier: unknown = edited ? (JSON.parse(edited.body) as { after: unknown }).after : null;
  const by = latest?.person ? (JSON.parse(latest.person) as { name: string }).name : 'Somebody';
  const change: OtherChange = {
    generation: current.generation,
    by,
    at: (latest?.at ?? current.updatedAt).toISOString(),
    differences: diff(earlier, snapshotOf(current)),
  };
  return stale(`${by} changed this schedule while you were editing it.`, current.generation, change);
}
