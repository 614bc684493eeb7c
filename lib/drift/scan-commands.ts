import { z } from 'zod';
import { inEnvironment } from '@/lib/auth/access';
import { command } from '@/lib/command';
import type { Tx } from '@/lib/db';
import { conflict, notFound } from '@/lib/errors';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { wakeWorkers } from '@/lib/wake-workers';

const environmentId = scheduleId;

/** Asks for a pass over all that an environment has in AWS; `full` reads every schedule whatever the list says of it. */
export const askScan = command({
  permission: 'drift.scan',
  input: z.strictObject({ environmentId, full: z.boolean().default(false) }),
  at: async (_tx, { environmentId }) => ({ environmentId }),
  async run(tx, _context, { environmentId, full }) {
    const { name } = await loadEnvironment(tx, environmentId);
    await tx.$executeRaw`
      INSERT INTO environment_scan AS scan (environment_id, due_at, asked_at, "full")
      VALUES (${environmentId}, clock_timestamp(), clock_timestamp(), ${full})
      ON CONFLICT (environment_id) DO UPDATE
        SET due_at = clock_timestamp(), asked_at = clock_timestamp(), "full" = scan."full" OR ${full}`;
    return {
      result: { environmentId },
      entry: { audit: 'activity', action: 'drift.scan', subject: name, details: { full } },
    };
  },
});

/** Lets go on what stopped because it concerned too many schedules that nobody had asked to delete. */
export const confirmScan = command({
  permission: 'drift.confirm',
  input: z.strictObject({ environmentId, reason }),
  at: async (_tx, { environmentId }) => inEnvironment(environmentId),
  async run(tx, _context, { environmentId, reason }) {
    const { name } = await loadEnvironment(tx, environmentId);
    const scan = await tx.environmentScan.findUnique({ where: { environmentId } });
    if (!scan?.heldSince) throw conflict('Nothing waits for a confirmation any more.');
    const { heldMissing, heldSurplus } = scan;
    await tx.$executeRaw`
      UPDATE environment_scan SET confirmed_at = clock_timestamp(), due_at = clock_timestamp(), held_surplus = 0
      WHERE environment_id = ${environmentId}`;
    await tx.$executeRaw`
      UPDATE schedule_sync y SET due_at = clock_timestamp(), status = 'pending', attempts = 0 FROM schedule s
      WHERE s.id = y.schedule_id AND s.environment_id = ${environmentId} AND y.status <> 'live'
        AND y.error_code = 'TooManyDeletes'`;
    await wakeWorkers(tx);
    const details = { missing: heldMissing, surplus: heldSurplus };
    return {
      result: { environmentId },
      entry: { audit: 'activity', action: 'drift.confirm', subject: name, reason, details },
    };
  },
});

/** @throws RotaError not-found */
export async function loadEnvironment(tx: Tx, id: string) {
  const environment = await tx.environment.findUnique({ where: { id } });
  if (!environment) throw notFound('This environment');
  return environment;
}
