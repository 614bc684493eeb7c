import { type AuditEntry, record } from '@/lib/audit/record';
import type { Context } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import type { Adoption } from '@/lib/generated/prisma/client';
import { changeState } from '@/lib/schedules/change-state';
import { subjectOf } from '@/lib/schedules/commands';
import { databaseNow, type LoadedSchedule, loadLocked } from '@/lib/schedules/load';
import { hasRunLeft } from '@/lib/schedules/timing';
import { reconcile } from '@/lib/sync/reconcile';
import { systemContext } from '@/lib/system-context';
import { type Leased, LostAdoption } from './lease';
import { open } from './sealed';
import { originalText } from './steps';
import { isEnabled } from './stored';

const contextOf = ({ requestId }: Adoption): Context => systemContext('adoption', requestId);

/**
 * Ours is on, where it is to run, Rota switched the original off and nobody decided otherwise; the adoption is complete.
 * @returns false where ours was deleted meanwhile: nothing is done then
 */
export const enable = (adoption: Leased): Promise<boolean> =>
  turnOver(adoption, 'adopted', async (tx, context, schedule, switched) => {
    const action = 'schedule.adopt.switch';
    const now = await databaseNow(tx);
    const runs = hasRunLeft(schedule, now);
    const original = open(adoption.content);
    const isHeld = schedule.state === 'paused' && schedule.stateReason === heldText(original);
    if (isHeld && isEnabled(original) && !switched) {
      const reason = `Somebody disabled or deleted the ${originalText(original)} while it was being taken over`;
      return (await changeState(tx, context, schedule, { action, to: 'paused', reason, now })).entry;
    }
    const reason = `The ${originalText(original)} is disabled.`;
    if (isHeld && isEnabled(original) && runs)
      return (await changeState(tx, context, schedule, { action, to: 'on', reason, stateReason: null, now }))
        .entry;
    return unchanged(schedule, action, reason);
  });

/** Ours is deleted, with its tombstone; the original is its own again. */
export const remove = (adoption: Leased): Promise<boolean> =>
  turnOver(adoption, 'returned', async (tx, context, schedule) => {
    const action = 'schedule.given-back';
    const now = await databaseNow(tx);
    const reason = `The ${originalText(open(adoption.content))} is what it was.`;
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

/** @param switched whether Rota switched the original off */
type Turn = (tx: Tx, context: Context, schedule: LoadedSchedule, switched: boolean) => Promise<AuditEntry>;

/**
 * The last step of either way in one transaction, with its audit row; then AWS follows.
 * @returns false where nothing was done because what is taken over was deleted
 * @throws LostAdoption
 */
async function turnOver(adoption: Leased, step: 'adopted' | 'returned', turn: Turn): Promise<boolean> {
  const { id, token, scheduleId } = adoption;
  const context = contextOf(adoption);
  const turned = await db().$transaction(async (tx) => {
    const schedule = await loadLocked(tx, scheduleId);
    if (step === 'adopted' && schedule.state === 'deleted') return false;
    const [moved] = await tx.$queryRaw<{ switched: boolean }[]>`
      UPDATE adoption SET step = ${step}, due_at = NULL, lease_token = NULL, lease_until = NULL, attempts = 0,
        error = NULL, error_code = NULL, alarm_at = NULL, updated_at = clock_timestamp()
      WHERE id = ${id} AND step = ${adoption.step} AND lease_token = ${token}
      RETURNING switched_at IS NOT NULL AS switched`;
    if (!moved) throw new LostAdoption();
    await record(tx, context, await turn(tx, context, schedule, moved.switched));
    return true;
  });
  if (turned) await reconcile(scheduleId);
  return turned;
}
