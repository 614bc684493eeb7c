import type { AwsObserved } from '@/lib/aws/scheduler';
import { authorise, type Command, command, parse } from '@/lib/command';
import type { Tx } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { assertInUse } from '@/lib/environments/place';
import { conflict } from '@/lib/errors';
import type { Drift, Environment } from '@/lib/generated/prisma/client';
import { atSchedule, placeOf } from '@/lib/schedules/at';
import { changeFields } from '@/lib/schedules/change-fields';
import { changeState } from '@/lib/schedules/change-state';
import type { Saved } from '@/lib/schedules/commands';
import { dropTargets } from '@/lib/schedules/drop-targets';
import { databaseNow, type LoadedSchedule } from '@/lib/schedules/load';
import { assertOwnSource } from '@/lib/schedules/managed';
import { switchedBy } from '@/lib/schedules/switched-by';
import { upcoming } from '@/lib/schedules/timing';
import { fingerprintOf } from '@/lib/sync/drift';
import { desired } from '@/lib/sync/plan';
import type { Kind } from '@/lib/targets/registry';
import { acceptedTiming, assertKept, type Pair, timingColumns } from './accepted';
import { acceptedState, isOver, SWITCHED_OFF } from './accepted-state';
import { acceptTarget } from './accepted-target';
import { catchUp, changedAgain, decide, decisionInput, loadDecision } from './decision';
import { freeName } from './free-name';
import { targetOf } from './target-of';
import { readTheirs } from './theirs';

/**
 * Rota takes over what AWS has, as a new generation: times, targets, and off where AWS has it off. A target that is
 * missing there is removed, and a schedule of which all are missing is deleted; what is extra there becomes a target,
 * and brings a tombstone back.
 */
export const acceptTheirs: Command<Saved> = async (context, raw) => {
  await authorise(context, 'drift.accept');
  const { id } = parse(decisionInput, raw);
  await authorise(context, 'drift.accept', await placeOf(id));
  return acceptance(await readTheirs(id))(context, raw);
};

type Theirs = ReadonlyMap<string, AwsObserved | null>;

const acceptance = (theirs: Theirs) =>
  command({
    permission: 'drift.accept',
    input: decisionInput,
    at: atSchedule,
    async run(tx, context, { id, reason, seen }) {
      const now = await databaseNow(tx);
      const { before, rows } = await loadDecision(tx, context, id, seen);
      await assertInUse(tx, context, before.environmentId);
      assertOwnSource(before);
      if (before.delivery === 'through')
        throw conflict(
          'Rota delivers this schedule, so AWS only posts its slots: what AWS has can not be taken over. Restore what Rota has.',
        );
      if (
        rows.some((row) => fingerprintOf(theirs.get(row.name) ?? null, encryptionKey()) !== row.fingerprint)
      )
        throw changedAgain();
      await decide(tx, rows, { decision: 'accept' });
      await catchUp(tx, before, rows);
      const place = await tx.environment.findUniqueOrThrow({ where: { id: before.environmentId } });
      const found = foundOf(before, rows, theirs, place);
      const left = keptTargets(before, rows);
      const change = { action: 'drift.accept', reason, now };
      if (left.length + found.filter(({ before }) => !before).length === 0)
        return isOver(before)
          ? changeFields(tx, context, before, { teamId: before.teamId }, change)
          : changeState(tx, context, before, { ...change, to: 'deleted' });
      const pairs = await pairsOf(tx, before, found, place, now);
      const untouched = left.filter((target) => !found.some((one) => one.id === target.id)).length;
      const timing = acceptedTiming(pairs, untouched, before, now);
      await dropTargets(
        tx,
        id,
        left.map((target) => target.id),
      );
      for (const one of found) {
        assertKept(one.observed);
        if (one.before) await acceptTarget(tx, one.before, targetIn(one.observed), place);
        else
          await tx.target.create({
            data: { ...one.row, id: one.id, scheduleId: id, position: one.position },
          });
      }
      const { excluded } = before;
      const state = acceptedState(before, pairs, upcoming({ ...timing, excluded }, now, 1).length > 0);
      const stateReason = state === 'paused' ? SWITCHED_OFF : null;
      const by = { ...switchedBy(context.actor, now), missedAt: null };
      const data = {
        ...timingColumns(timing),
        teamId: before.teamId,
        ...(before.state === 'deleted' && { name: await freeName(tx, before.environmentId, before.name) }),
        ...(state && { state, stateReason, pauseUntil: null, ...by }),
      };
      return changeFields(tx, context, before, data, change);
    },
  });

const targetIn = ({ Target }: AwsObserved) => Target ?? { Arn: '', RoleArn: '' };

/** The targets that stay: of what is over only those that AWS has, else all that are not missing there. */
function keptTargets(before: LoadedSchedule, rows: readonly Drift[]) {
  const inAws = new Set(rows.flatMap(({ kind, targetId }) => (kind === 'missing' ? [] : targetId)));
  const missing = new Set(rows.flatMap(({ kind, targetId }) => (kind === 'missing' ? targetId : [])));
  return before.targets.filter(({ id }) => (isOver(before) ? inAws.has(id) : !missing.has(id)));
}

type Row = ReturnType<typeof targetOf>;
type Found = { id: string; name: string; observed: AwsObserved; position: number } & (
  | { before: LoadedSchedule['targets'][number]; row: null }
  | { before: null; row: Row }
);

/** What AWS has of each target: of one that is there, or as a new one. */
function foundOf(
  before: LoadedSchedule,
  rows: readonly Drift[],
  theirs: Theirs,
  place: Environment,
): Found[] {
  const last = Math.max(-1, ...before.targets.map(({ position }) => position));
  return rows.flatMap(({ name, targetId }, i): Found[] => {
    const observed = theirs.get(name);
    if (!observed || !targetId) return [];
    const common = { id: targetId, name, observed, position: last + 1 + i };
    const target = before.targets.find(({ id }) => id === targetId);
    if (target) return [{ ...common, before: target, row: null }];
    return [{ ...common, before: null, row: targetOf(targetIn(observed), place) }];
  });
}

/** What AWS has beside what Rota would have there, were it not over. */
async function pairsOf(
  tx: Tx,
  before: LoadedSchedule,
  found: readonly Found[],
  { groupName }: Environment,
  now: Date,
): Promise<Pair[]> {
  const [frozen] = await tx.$queryRaw<{ frozen: boolean }[]>`
    SELECT frozen(${before.teamId}, ${before.environmentId}) AS frozen`;
  const targets = found.map(({ id, ...one }) => {
    const { settings, kind, ...row } = one.before ?? one.row;
    return { ...row, id, kind: kind as Kind, settings: settings as object };
  });
  const state = isOver(before) ? 'paused' : before.state;
  const source = { ...before, state, targets, frozen: frozen?.frozen ?? false };
  const wanted = desired(source, { installationId: '', groupName }, now);
  return found.flatMap(({ name, observed }) => {
    const request = wanted.find(({ Name }) => Name === name);
    return request ? [{ observed, wanted: request }] : [];
  });
}
