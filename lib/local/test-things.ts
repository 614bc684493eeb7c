import { actOnMany } from '@/lib/bulk/act';
import { runRows } from '@/lib/bulk/run';
import { createCalendar } from '@/lib/calendars/commands';
import type { Command } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { startFreeze } from '@/lib/freeze/commands';
import { closeGate } from '@/lib/gates/commands';
import { addRule } from '@/lib/gates/rule-commands';
import { addWindow } from '@/lib/gates/window-commands';
import { newId } from '@/lib/id';
import { deleteSchedule, disableSchedule, pauseSchedule } from '@/lib/schedules/state-commands';
import type { TestDatabase } from './postgres/test-database';
import { makeGate } from './test-gates';
import { makeSchedule } from './test-inputs';
import { dueRuns } from './test-runs';

export type Place = { teamId: string; environmentId: string };
type Made = { id: string };

/** When a window closes a gate. */
export const NIGHTLY = { kind: 'recurring', expression: 'cron(0 3 * * ? *)', timeZone: 'UTC', minutes: 5 };
const reason = 'Because';

/** What there is to act on at a place, made anew whenever it is asked for, by an administrator. */
export function thingsAt(database: TestDatabase, boss: Context, at: Place) {
  const schedule = (): Promise<Made> => makeSchedule(at.teamId, {}, at.environmentId);
  const after = (act: Command<Made>) => async (): Promise<Made> =>
    act(boss, { id: (await schedule()).id, reason });
  const run = async () => {
    const { id: scheduleId } = await schedule();
    const [id = ''] = await dueRuns(scheduleId, 1);
    return { id, scheduleId };
  };
  const gate = async (): Promise<Made> => ({ id: await makeGate(database, at.environmentId) });
  return {
    schedule,
    paused: after(pauseSchedule),
    disabled: after(disableSchedule),
    deleted: after(deleteSchedule),
    async managed(): Promise<Made> {
      const { id } = await schedule();
      await db().schedule.update({ where: { id }, data: { managedBy: 'https://git.example.com/jobs' } });
      return { id };
    },
    run,
    async failed() {
      const made = await run();
      await db().runQueue.deleteMany({ where: { runId: made.id } });
      await db().run.updateMany({ where: { id: made.id }, data: { state: 'failed', endedAt: new Date() } });
      return made;
    },
    /** A run that waits for a call-back. */
    async awaited() {
      const made = await run();
      await db().runQueue.updateMany({ where: { runId: made.id }, data: { step: 'watch' } });
      return made;
    },
    gate,
    closed: async (): Promise<Made> => closeGate(boss, { ...(await gate()), reason }),
    async window() {
      const { id } = await gate();
      const { windowId: partId } = await addWindow(boss, { id, window: NIGHTLY, reason });
      return { id, partId };
    },
    async rule() {
      const { id } = await gate();
      const { ruleId: partId } = await addRule(boss, {
        id,
        pattern: 'https://billing.example.com/*',
        reason,
      });
      return { id, partId };
    },
    calendar: (): Promise<Made> =>
      createCalendar(boss, { name: `Calendar ${newId()}`, teamId: at.teamId, dates: [] }),
    freeze: (): Promise<Made> => startFreeze(boss, { scope: 'team', teamId: at.teamId, reason }),
    async bulk(): Promise<Made> {
      const selection = { by: 'ids', ids: [(await schedule()).id] };
      const { id } = await actOnMany(boss, { action: 'pause', selection, reason });
      while ((await runRows(id)) > 0);
      return { id };
    },
  };
}

export type Things = ReturnType<typeof thingsAt>;

/** The same, each made once. */
export function sameThings(things: Things): Things {
  const made = new Map<string, unknown>();
  const once = ([what, make]: [string, () => Promise<unknown>]) => [
    what,
    () => {
      if (!made.has(what)) made.set(what, make());
      return made.get(what);
    },
  ];
  return Object.fromEntries(Object.entries(things).map(once)) as Things;
}
