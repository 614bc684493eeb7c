import { type AuditEntry, record } from '@/lib/audit/record';
import type { Context } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import type { Adoption } from '@/lib/generated/prisma/client';
import { changeState } from '@/lib/schedules/change-state';
import { subjectOf } from '@/lib/schedules/commands';
import { databaseNow, type LoadedSchedule, loadLocked } from '@/lib/schedules/load';
import { upcoming } from '@/lib/schedules/timing';
import { reconcile } from '@/lib/sync/reconcile';
import { originalText } from './steps';
import { isEnabled, read } from './stored';

export type Leased = Adoption & { token: string };

/** Says that this process no longer has the adoption, or that a person decided otherwise meanwhile. */
export class LostAdoption extends Error {}

const contextOf = ({ requestId }: Adoption): Context => ({
  actor: { type: 'system', job: 'adoption' },
  requestId,
  ip: null,
  userAgent: null,
});

/** Ours is on, where it is to run and nobody decided otherwise; the adoption is complete. */
export const enable = (adoption: Leased) =>
  turnOver(adoption, 'adopted', async (tx, context, schedule) => {
    const action = 'schedule.adopt.switch';
    const now = await databaseNow(tx);
    const runs = upcoming(schedule, now, 1).length > 0;
    const original = read(adoption.content);
    const reason = `The ${originalText(original)} is disabled.`;
    if (
      schedule.state === 'paused' &&
      isEnabled(original) &&
      runs &&
      schedule.stateReason === heldText(original)
    )
      return (await changeState(tx, context, schedule, { action, to: 'on', reason, stateReason: null, now }))
        .entry;
    return unchanged(schedule, action, reason);
  });

/** Ours is deleted, with its tombstone; the original is its own again. */
export const remove = (adoption: Leased) =>
  turnOver(adoption, 'returned', async (tx, context, schedule) => {
    const action = 'schedule.given-back';
    const now = await databaseNow(tx);
    const reason = `The ${originalText(read(adoption.content))} is what it was again.`;
    if (schedule.state === 'deleted') return unchanged(schedule, action, reason);
    return (await changeState(tx, context, schedule, { action, to: 'deleted', reason, now })).entry;
  });

/** Why a schedule is paused while its original still runs: what only Rota writes tells that nobody paused it. */
export const heldText = (original: Parameters<typeof originalText>[0]) =>
  `Being taken over from the ${originalText(original)}`;

const unchanged = (schedule: LoadedSchedule, action: string, reason: string): AuditEntry => ({
  audit: 'schedule',
  action,
  ...subjectOf(schedule),
  reason,
  before: null,
  after: { state: schedule.state },
});

type Turn = (tx: Tx, context: Context, schedule: LoadedSchedule) => Promise<AuditEntry>;

/**
 * The last step of either way in one transaction, with its audit row; then AWS follows.
 * @throws LostAdoption
 */
async function turnOver(adoption: Leased, step: 'adopted' | 'returned', turn: Turn): Promise<void> {
  const { id, token, scheduleId } = adoption;
  const context = contextOf(adoption);
  await db().$transaction(async (tx) => {
    const schedule = await loadLocked(tx, scheduleId);
    const moved = await tx.$executeRaw`
      UPDATE adoption SET step = ${step}, due_at = NULL, lease_token = NULL, lease_until = NULL, attempts = 0,
        error = NULL, error_code = NULL, alarm_at = NULL, updated_at = clock_timestamp()
      WHERE id = ${id} AND step = ${adoption.step} AND lease_token = ${token}`;
    if (moved !== 1) throw new LostAdoption();
    await record(tx, context, await turn(tx, context, schedule));
  });
  await reconcile(scheduleId);
}
