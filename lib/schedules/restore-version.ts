import { z } from 'zod';
import { diff } from '@/lib/audit/diff';
import { isSnapshot } from '@/lib/audit/readable-difference';
import type { Scope } from '@/lib/auth/access';
import { type Command, command, parse } from '@/lib/command';
import type { Tx } from '@/lib/db';
import { currentEnvironment, type EnvironmentRow } from '@/lib/environments/bootstrap';
import { environmentOfSchedule } from '@/lib/environments/place';
import { conflict, notFound } from '@/lib/errors';
import { atSchedule } from './at';
import { assertGeneration, assertNotBetween } from './change-state';
import { replaceContent, type Saved } from './commands';
import { databaseNow, loadLocked } from './load';
import { assertOwnSource } from './managed';
import { inputOfVersion } from './restore-version-input';
import { reasonedInput, scheduleInput } from './schema';

/**
 * Makes the content of an earlier version a new one: all that a person can edit, checked as if they entered it now. The
 * state stays as it is; what was deleted comes back paused. Secret fields keep the values that they have now.
 * @throws RotaError forbidden, where its author may not restore it there or where the version was; invalid, with a message
 * a field; conflict, of a newer generation, of a version that is the present one, or as for every save; not-found
 */
export const restoreVersion: Command<Saved> = async (context, raw) =>
  restoration((await environmentOfSchedule(raw)) ?? (await currentEnvironment()))(context, raw);

const restoration = (environment: EnvironmentRow) =>
  command({
    permission: 'schedule.restore',
    input: reasonedInput.extend({ version: z.int('Choose a version.').positive('Choose a version.') }),
    at: async (tx, { id, version }): Promise<Scope[]> => {
      const now = await atSchedule(tx, { id });
      const stored = await storedVersion(tx, id, version);
      return stored ? [now, { ...now, teamId: stored.teamId }] : [now];
    },
    async run(tx, context, { id, version, reason, generation }) {
      const before = await loadLocked(tx, id);
      assertGeneration(before, generation);
      assertOwnSource(before);
      if (before.state === 'deleted') await assertNotBetween(tx, id);
      const stored = await storedVersion(tx, id, version);
      if (!stored) throw notFound(`Version ${version} of this schedule`);
      const entered = await inputOfVersion(tx, stored.snapshot, stored.teamId, before);
      const { schedule } = parse(z.strictObject({ schedule: scheduleInput(environment) }), {
        schedule: entered,
      });
      const change = await replaceContent(tx, context, before, schedule, {
        action: 'schedule.restore',
        reason,
        restoredFrom: version,
        now: await databaseNow(tx),
      });
      if (diff(change.entry.before, change.entry.after).length === 0)
        throw conflict('It is so already, so nothing was changed.');
      return change;
    },
  });

/** What a schedule was at a generation, and whose; null where the audit has none. */
async function storedVersion(tx: Tx, scheduleId: string, generation: number) {
  const rows = await tx.$queryRaw<{ teamId: string; body: string }[]>`
    SELECT team_id AS "teamId", body FROM schedule_audit
    WHERE schedule_id = ${scheduleId} AND generation = ${generation} AND outcome = 'ok' ORDER BY seq DESC`;
  for (const { teamId, body } of rows) {
    const { after } = JSON.parse(body) as { after?: unknown };
    if (isSnapshot(after)) return { teamId, snapshot: after };
  }
  return null;
}
