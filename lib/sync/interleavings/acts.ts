import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { restoreOurs } from '@/lib/drift/restore';
import { seenOf } from '@/lib/drift/theirs';
import { RotaError } from '@/lib/errors';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { type Saved, updateSchedule } from '@/lib/schedules/commands';
import * as states from '@/lib/schedules/state-commands';
import { reconcile } from '../reconcile';
import type { Random } from './random';
import type { Watch } from './watch';

/** What a person was told to be done. */
export type Told = { id: string; generation: number; requestId: string; at: number };

export type Person = {
  random: Random;
  watch: Watch;
  context: (requestId: string) => Context;
  /** A schedule as a form sends it. */
  fields: (name: string, teamId: string, targetId: string, expression: string) => object;
  told: Told[];
};

const EXPRESSIONS = ['cron(0 9 * * ? *)', 'cron(30 6 ? * MON *)', 'rate(10 minutes)', 'rate(5 minutes)'];
const reason = 'Interleavings';

/** One act on a schedule that is possible there now, and the reconciliation that the server action makes of it. */
export async function act(person: Person, id: string, requestId: string): Promise<void> {
  const { random, watch, told } = person;
  try {
    const saved = await save(person, id, requestId);
    if (saved) told.push({ id, generation: saved.generation, requestId, at: watch.tick() });
  } catch (error) {
    // Refused, as when somebody else was first.
    if (!(error instanceof RotaError)) throw error;
  }
  if (random.chance(0.8)) await reconcile(id);
}

async function save(
  { random, watch, context, fields }: Person,
  id: string,
  requestId: string,
): Promise<Saved | null> {
  const by = context(requestId);
  const row = await db().schedule.findUniqueOrThrow({ where: { id }, include: { targets: true } });
  const { state, name, teamId, generation } = row;
  if (state === 'deleted') return null;
  if (random.chance(0.3)) {
    const drift = await db().drift.findMany({ where: { scheduleId: id } });
    if (drift.length > 0) {
      for (const one of drift) watch.decide(one.name, one.fingerprint);
      return restoreOurs(by, { id, reason, seen: seenOf(drift) });
    }
  }
  const chance = random.next();
  if (chance < 0.12) return states.deleteSchedule(by, { id, reason, confirmName: name });
  if (chance < 0.2) {
    await states.retrySync(by, { id });
    return null;
  }
  if (chance < 0.4) {
    const schedule = fields(name, teamId, row.targets[0]?.id ?? '', random.pick(EXPRESSIONS));
    return updateSchedule(by, { id, generation, schedule });
  }
  if (state === 'paused') return states.resumeSchedule(by, { id, reason });
  if (state === 'disabled') return states.enableSchedule(by, { id, reason });
  const off = random.chance(0.7) ? states.pauseSchedule : states.disableSchedule;
  return off(by, { id, reason });
}

/** Freezes an environment, and lifts it again where its process lives that long. */
export async function freezeAndLift(
  { context }: Person,
  environmentId: string,
  requestId: string,
): Promise<void> {
  const freeze = await startFreeze(context(requestId), { scope: 'environment', environmentId, reason });
  await liftFreeze(context(`${requestId}-lift`), { id: freeze.id, reason });
}
