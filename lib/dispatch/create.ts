import type { Tx } from '@/lib/db';
import { newId } from '@/lib/id';
import { storableJson } from '@/lib/storable';
import type { FinalState, Origin } from './states';
import { wakeDeliveries } from './wake';

/** A run to be made. One that has a state already is history from the start: it is never sent. */
export type NewRun = {
  environmentId: string;
  scheduleId: string;
  targetId: string;
  generation: number;
  slotAt: Date;
  nominalAt: Date;
  origin: Origin;
  /** When it starts. */
  dueAt: Date;
  ended?: { state: Exclude<FinalState, 'delivered' | 'gave_up' | 'cancelled'>; reason: string | null };
  /** Sealed. */
  changedInput?: string;
  requestedBy?: { id: string; name: string };
};

/** What a person asked for goes first. */
const priorityOf = (origin: Origin) => (origin === 'manual' || origin === 'rerun' ? 0 : 1);

/**
 * Makes runs, one for each schedule, target and slot: what is there already stays as it is. While a schedule is off its
 * runs are held, as `followState` holds those that were there before; what a person asked for goes on.
 * @returns the ids of those that were made
 */
export async function createRuns(tx: Tx, runs: readonly NewRun[]): Promise<string[]> {
  if (runs.length === 0) return [];
  const rows = runs.map((run) => ({
    id: newId(),
    slot_at: run.slotAt,
    environment_id: run.environmentId,
    schedule_id: run.scheduleId,
    target_id: run.targetId,
    generation: run.generation,
    nominal_at: run.nominalAt,
    origin: run.origin,
    priority: priorityOf(run.origin),
    due_at: run.dueAt,
    state: run.ended?.state ?? null,
    reason: run.ended?.reason ?? null,
    changed_input: run.changedInput ?? null,
    requested_by: run.requestedBy?.id ?? null,
    requested_by_name: run.requestedBy?.name ?? null,
  }));
  const made = await tx.$queryRaw<{ id: string; environmentId: string; open: boolean }[]>`
    WITH wanted AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS d (id text, slot_at timestamptz,
        environment_id text, schedule_id text, target_id text, generation int, nominal_at timestamptz, origin text,
        priority smallint, due_at timestamptz, state text, reason text, changed_input text, requested_by text,
        requested_by_name text)),
    made AS (
      INSERT INTO run (id, slot_at, environment_id, schedule_id, target_id, generation, nominal_at, origin, state, reason,
        ended_at, changed_input, requested_by, requested_by_name)
      SELECT id, slot_at, environment_id, schedule_id, target_id, generation, nominal_at, origin, state, reason,
        CASE WHEN state IS NOT NULL THEN clock_timestamp() END, changed_input, requested_by,
        requested_by_name
      FROM wanted ORDER BY slot_at, target_id
      ON CONFLICT (schedule_id, target_id, slot_at) DO NOTHING RETURNING id),
    queued AS (
      INSERT INTO run_queue (run_id, slot_at, environment_id, schedule_id, target_id, priority, visible_at, since,
        nominal_at, changed_input, held)
      SELECT w.id, slot_at, w.environment_id, schedule_id, target_id, priority, due_at, due_at, nominal_at, changed_input,
        priority = 1 AND s.state IN ('paused', 'disabled')
      FROM wanted w JOIN made USING (id) JOIN schedule s ON s.id = w.schedule_id WHERE w.state IS NULL)
    SELECT id, environment_id AS "environmentId", state IS NULL AS open FROM wanted JOIN made USING (id)`;
  await wakeDeliveries(tx, ...made.flatMap(({ environmentId, open }) => (open ? environmentId : [])));
  return made.map(({ id }) => id);
}
