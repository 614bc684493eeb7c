import { z } from 'zod';
import { declareRestored } from '@/lib/audit/signing/declare-restored';
import { inEnvironment } from '@/lib/auth/access';
import { authorise, type Command, command, parse } from '@/lib/command';
import { db, type Tx } from '@/lib/db';
import { endRestored, markRestored } from '@/lib/dispatch/slots/restored';
import { conflict } from '@/lib/errors';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { MARK_TAG, type Mark, markText, ownMark } from '@/lib/sync/audit-mark';
import { schedulerOf } from '@/lib/sync/group';
import { paced } from '@/lib/sync/paced';
import { RECOVERY } from '@/lib/sync/recovery';
import { wakeWorkers } from '@/lib/wake-workers';
import { recoveryWaits } from './recovery-waits';
import { loadEnvironment } from './scan-commands';
import { asked } from './theirs';

const input = z.strictObject({ environmentId: scheduleId, reason });

/**
 * Ends the recovery of an environment: Rota writes to its AWS again. Only once all of AWS was looked over since it began
 * and each difference is decided. AWS is told of this database's audit first, so that recovery does not begin anew. The
 * audit says that a backup was restored, so that its digests go on beside those that were signed since.
 * @throws RotaError conflict, naming what is to be done first; unavailable, where AWS can't be told
 */
export const endRecovery: Command<{ environmentId: string }> = async (context, raw) => {
  await authorise(context, 'recovery.end');
  const { environmentId } = parse(input, raw);
  await authorise(context, 'recovery.end', inEnvironment(environmentId));
  const { since } = await assertDecided(db(), environmentId);
  const environment = await loadEnvironment(db(), environmentId);
  await endRestored(environmentId, since);
  const scheduler = paced(schedulerOf(environment), environmentId);
  const mark = await ownMark();
  await asked(() => scheduler.tagGroup(environment.groupName, { [MARK_TAG]: markText(mark) }));
  return ending(mark)(context, raw);
};

const ending = ({ seq }: Mark) =>
  command({
    permission: 'recovery.end',
    input,
    at: async (_tx, { environmentId }) => inEnvironment(environmentId),
    async run(tx, _context, { environmentId, reason }) {
      const { name } = await loadEnvironment(tx, environmentId);
      await assertDecided(tx, environmentId);
      await markRestored(tx, environmentId);
      await tx.environmentSync.update({
        where: { environmentId },
        data: { recoverySince: null, recoveryReason: null, taggedSeq: seq },
      });
      await tx.$executeRaw`
        UPDATE schedule_sync y SET due_at = clock_timestamp(), attempts = 0 FROM schedule s
        WHERE s.id = y.schedule_id AND s.environment_id = ${environmentId} AND y.error_code = ${RECOVERY}`;
      await tx.$executeRaw`
        UPDATE environment_scan SET due_at = clock_timestamp() WHERE environment_id = ${environmentId}`;
      await wakeWorkers(tx);
      const details = { restored: await declareRestored(tx) };
      return {
        result: { environmentId },
        entry: { audit: 'activity', action: 'recovery.end', subject: name, reason, details },
      };
    },
  });

/** @returns what the recovery waited for, and since when it is on @throws RotaError conflict */
async function assertDecided(tx: Pick<Tx, '$queryRaw'>, environmentId: string) {
  const waits = await recoveryWaits(tx, environmentId);
  if (!waits) throw conflict('This environment is not in recovery.');
  const { passed, looks, open } = waits;
  if (!passed) throw conflict('Rota has yet to look over all that AWS has since the recovery began.');
  if (looks > 0) throw conflict(`${looks} schedules are yet to be compared with AWS.`);
  if (open > 0) throw conflict(`${open} differences are yet to be decided.`);
  return waits;
}
