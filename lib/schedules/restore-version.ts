import { z } from 'zod';
import { diff } from '@/lib/audit/diff';
import { isSnapshot } from '@/lib/audit/readable-difference';
import { HOLDS_SNAPSHOT } from '@/lib/audit/versions';
import type { Scope } from '@/lib/auth/access';
import { type Command, command, parse } from '@/lib/command';
import { Prisma, type Tx } from '@/lib/db';
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

export const restoreVersionInput = reasonedInput.extend({
  version: z
    .int('Choose a version.')
    .positive('Choose a version.')
    .optional()
    .describe('Which of its generations; left out, the last one: what was deleted comes back as it was.'),
});

const restoration = (environment: EnvironmentRow) =>
  command({
    permission: 'schedule.restore',
    input: restoreVersionInput,
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
      if (!stored) throw notFound(`${version ? `Version ${version}` : 'A version'} of this schedule`);
      const entered = await inputOfVersion(tx, stored.snapshot, stored.teamId, before);
      const { schedule } = parse(z.strictObject({ schedule: scheduleInput(environment) }), {
        schedule: entered,
      });
      const change = await replaceContent(tx, context, before, schedule, {
        action: 'schedule.restore',
        reason,
        restoredFrom: stored.generation,
        now: await databaseNow(tx),
      });
      if (diff(change.entry.before, change.entry.after).length === 0)
        throw conflict('It is so already, so nothing was changed.');
      return change;
    },
  });

/** What a schedule was at a generation, else at its last one, and whose; null where the audit has none. */
async function storedVersion(tx: Tx, scheduleId: string, generation: number | undefined) {
  const at = generation === undefined ? Prisma.empty : Prisma.sql`AND a.generation = ${generation}`;
  const [row] = await tx.$queryRaw<{ teamId: string; generation: number; body: string }[]>`
    SELECT a.team_id AS "teamId", a.generation, a.body FROM schedule_audit a
    WHERE a.schedule_id = ${scheduleId} AND ${HOLDS_SNAPSHOT} ${at} ORDER BY a.seq DESC LIMIT 1`;
  if (!row) return null;
  const { body, ...of } = row;
  const { after } = JSON.parse(body) as { after?: unknown };
  return isSnapshot(after) ? { ...of, snapshot: after } : null;
}
