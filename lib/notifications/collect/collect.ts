import { db, type Tx } from '@/lib/db';
import { databaseNow } from '@/lib/schedules/load';
import { type Group, type Happening, type Pace, step } from '../grouping/group';
import type { Topic } from '../kinds';
import { contentOf } from './content-of';
import { covers, type GroupKey, keyOf } from './covers';
import { type StoredEvent, takeEvents } from './events';
import {
  addMessages,
  type Listener,
  loadEnvironments,
  loadGroups,
  loadListeners,
  type Saved,
  type StoredGroup,
  saveGroups,
  untilNextGroup,
} from './groups';
import { noteLate } from './late';
import { noteLevels, takeTurn } from './levels';
import { endTroubles, forgetTroubles, keepTroubles, openTroubles, type Trouble } from './troubles';

const AT_ONCE = 2_000;
const LONGEST_NAP = 5_000;
const REASON_MAX = 500;
/** An hour without, at the default of a message every 15 minutes. */
const QUIET_REPEATS = 4;

/**
 * A turn of the worker: takes in what went wrong and what is over, and puts what is to be told into the outbox, all in one
 * transaction. One worker at a time does so.
 * @returns milliseconds until the next one
 */
export function collectTurn(): Promise<number> {
  return db().$transaction(async (tx) => {
    if (!(await takeTurn(tx))) return LONGEST_NAP;
    await noteLevels(tx);
    await noteLate(tx, AT_ONCE);
    const events = await takeEvents(tx, AT_ONCE);
    await keepTroubles(tx, events);
    const ended = await endTroubles(tx);
    await forgetTroubles(tx);
    await tellListeners(tx, events, ended);
    if (events.length === AT_ONCE) return 0;
    return Math.max(0, Math.min((await untilNextGroup(tx)) ?? LONGEST_NAP, LONGEST_NAP));
  });
}

async function tellListeners(
  tx: Tx,
  events: readonly StoredEvent[],
  ended: readonly Trouble[],
): Promise<void> {
  const listeners = await loadListeners(tx);
  if (listeners.length === 0) return;
  const groups = await loadGroups(tx);
  const now = (await databaseNow(tx)).getTime();
  const troubles = await openTroubles(tx);
  const environments = await loadEnvironments(tx);
  const saved: Saved[] = [];
  const messages: Parameters<typeof addMessages>[1][number][] = [];
  for (const listener of listeners) {
    const own = groups.filter(({ channelId }) => channelId === listener.id);
    for (const { key, before, happened } of changesOf(listener, own, events, ended)) {
      const lasting = troubles.filter((one) => isIn(key, one) && covers(listener, one));
      const open = lasting.reduce((sum, { count }) => sum + count, 0);
      const { group, message, dueAt } = step(before, happened, now, open, paceOf(listener));
      saved.push({ ...key, channelId: listener.id, state: group, dueAt });
      const environment = environments.get(key.environmentId) ?? null;
      if (message)
        messages.push({
          channelId: listener.id,
          content: contentOf(message, { topic: key.topic, environment }),
        });
    }
  }
  if (saved.length > 0) await saveGroups(tx, saved);
  if (messages.length > 0) await addMessages(tx, messages);
}

type Change = { key: GroupKey; before: Group | null; happened: Happening[] };

/** The groups of a channel to which something happened, and those that are due. */
function changesOf(
  listener: Listener,
  groups: readonly StoredGroup[],
  events: readonly StoredEvent[],
  ended: readonly Trouble[],
): Iterable<Change> {
  const changes = new Map<string, Change>();
  const at = (key: GroupKey): Change => {
    const id = `${key.topic} ${key.environmentId}`;
    const known = changes.get(id);
    if (known) return known;
    const change = { key, before: groups.find((one) => isSame(one, key))?.state ?? null, happened: [] };
    changes.set(id, change);
    return change;
  };
  for (const { due, environmentId, topic } of groups) if (due) at({ environmentId, topic });
  for (const event of events)
    if (covers(listener, event)) at(keyOf(event)).happened.push({ type: 'bad', event: badOf(event) });
  for (const one of ended) if (covers(listener, one)) at(keyOf(one)).happened.push({ type: 'good' });
  return changes.values();
}

const isSame = (one: GroupKey, other: GroupKey): boolean =>
  one.topic === other.topic && one.environmentId === other.environmentId;

const isIn = (key: GroupKey, trouble: { topic: Topic; environmentId: string | null }): boolean =>
  isSame(key, { topic: trouble.topic, environmentId: trouble.environmentId ?? '' });

const badOf = ({ kind, at, teamName, scheduleId, scheduleName, reason }: StoredEvent) => ({
  kind,
  at: at.getTime(),
  team: teamName,
  schedule: scheduleId === null || scheduleName === null ? null : { id: scheduleId, name: scheduleName },
  reason: reason?.slice(0, REASON_MAX).toWellFormed() ?? null,
});

const paceOf = ({ gatherSeconds, repeatMinutes, wanted }: Listener): Pace => ({
  gatherMs: gatherSeconds * 1_000,
  repeatMs: repeatMinutes * 60_000,
  quietMs: QUIET_REPEATS * repeatMinutes * 60_000,
  tellsEnd: wanted.includes('recovered'),
});
