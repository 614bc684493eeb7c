import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { db } from '@/lib/db';
import { RotaError } from '@/lib/errors';
import { createSchedule, type Saved, updateSchedule } from '@/lib/schedules/commands';
import * as states from '@/lib/schedules/state-commands';
import { reconcileSoon } from '@/lib/sync/soon';
import { scheduleFields, TARGETS } from './test-inputs';
import { contextOf } from './test-product';

/**
 * A process in which several people save at once, as a web process does: SAVES by CLIENTS in the team TEAM. It prints
 * one line of JSON for each save as soon as the person would be told that it is done. What fails is tried again.
 */
const { SAVES = '50', CLIENTS = '8', TEAM = '' } = process.env;
let left = Number(SAVES);

async function client(): Promise<void> {
  let id: string | undefined;
  while (left > 0) {
    left -= 1;
    const requestId = randomUUID();
    try {
      const saved = await save(id, requestId);
      process.stdout.write(
        `${JSON.stringify({ saved: saved.id, generation: saved.generation, requestId })}\n`,
      );
      await reconcileSoon(saved.id);
      id = Math.random() < 0.3 ? undefined : saved.id;
    } catch (error) {
      left += 1;
      if (error instanceof RotaError) id = undefined;
      else await wait(100);
    }
  }
}

/** A new schedule, or whatever may be done next to one. */
async function save(id: string | undefined, requestId: string): Promise<Saved> {
  const context = { ...contextOf('editor'), requestId };
  if (id === undefined)
    return createSchedule(context, {
      schedule: scheduleFields(TEAM, { targets: [TARGETS.sqs, TARGETS.sns] }),
    });
  const { state, name, generation } = await db().schedule.findUniqueOrThrow({ where: { id } });
  const reason = 'Crash test';
  if (state === 'paused') return states.resumeSchedule(context, { id, reason });
  const chance = Math.random();
  if (chance < 0.15) return states.deleteSchedule(context, { id, reason, confirmName: name });
  if (chance < 0.5) return states.pauseSchedule(context, { id, reason });
  return updateSchedule(context, {
    id,
    generation,
    schedule: scheduleFields(TEAM, { expression: 'rate(5 minutes)', targets: [TARGETS.sqs, TARGETS.sns] }),
  });
}

await Promise.all(Array.from({ length: Number(CLIENTS) }, client));
await db().$disconnect();
