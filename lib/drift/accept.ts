import type { AwsObserved } from '@/lib/aws/scheduler';
import { authorise, type Command, command } from '@/lib/command';
import { actorName } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { assertInUse } from '@/lib/environments/place';
import type { Drift } from '@/lib/generated/prisma/client';
import { changeFields } from '@/lib/schedules/change-fields';
import { changeState } from '@/lib/schedules/change-state';
import type { Saved } from '@/lib/schedules/commands';
import { databaseNow, type LoadedSchedule } from '@/lib/schedules/load';
import { scheduleId } from '@/lib/schedules/schema';
import { upcoming } from '@/lib/schedules/timing';
import { encryptionKey } from '@/lib/schedules/write';
import { fingerprintOf } from '@/lib/sync/drift';
import { desired } from '@/lib/sync/plan';
import { acceptedTiming, assertKept, type Pair, type Timing } from './accepted';
import { acceptTarget } from './accepted-target';
import { catchUp, changedAgain, decide, decisionInput, loadDecision } from './decision';
import { readTheirs } from './theirs';

/**
 * Rota takes over what AWS has, as a new generation: times, targets, and off where AWS has it off. A target that is
 * missing there is removed, and a schedule of which all are missing is deleted.
 */
export const acceptTheirs: Command<Saved> = async (context, raw) => {
  await authorise(context, 'drift.accept');
  const id = scheduleId.safeParse(typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'id') : null);
  return acceptance(id.success ? await readTheirs(id.data) : new Map())(context, raw);
};

const acceptance = (theirs: Map<string, AwsObserved | null>) =>
  command({
    permission: 'drift.accept',
    input: decisionInput,
    async run(tx, context, { id, reason, seen }) {
      const now = await databaseNow(tx);
      const { before, rows } = await loadDecision(tx, id, seen);
      await assertInUse(tx, context, before.environmentId);
      if (
        rows.some((row) => fingerprintOf(theirs.get(row.name) ?? null, encryptionKey()) !== row.fingerprint)
      )
        throw changedAgain();
      await decide(tx, id, 'accept');
      await catchUp(tx, before, rows);
      const missing = rows.filter(({ kind }) => kind === 'missing').map(({ targetId }) => targetId);
      const left = before.targets.filter((target) => !missing.includes(target.id));
      const change = { action: 'drift.accept', reason, now };
      if (left.length === 0) return changeState(tx, context, before, { ...change, to: 'deleted' });
      const pairs = await pairsOf(tx, before, rows, theirs, now);
      const timing = acceptedTiming(
        pairs.map(({ pair }) => pair),
        left.length - pairs.length,
        before,
        now,
      );
      await tx.target.deleteMany({
        where: { scheduleId: id, id: { notIn: left.map((target) => target.id) } },
      });
      const place = await tx.environment.findUniqueOrThrow({ where: { id: before.environmentId } });
      for (const { target, pair } of pairs) {
        assertKept(pair.observed);
        await acceptTarget(tx, target, pair.observed.Target ?? { Arn: '', RoleArn: '' }, place);
      }
      const { excluded } = before;
      const runsAgain = upcoming({ ...timing, excluded }, now, 1).length > 0;
      const state = acceptedState(before, pairs, runsAgain);
      const stateReason = state === 'paused' ? SWITCHED_OFF : null;
      const by = { stateBy: actorName(context.actor), stateAt: now };
      const data = {
        ...timingColumns(timing),
        teamId: before.teamId,
        ...(state && { state, stateReason, pauseUntil: null, ...by }),
      };
      return changeFields(tx, context, before, data, change);
    },
  });

const timingColumns = ({
  expression,
  timeZone,
  startAt,
  endAt,
  rateAnchor,
  second,
  flexibleMinutes,
}: Timing) => ({
  expression,
  timeZone,
  startAt,
  endAt,
  rateAnchor,
  second,
  flexibleMinutes,
});

const SWITCHED_OFF = 'Switched off in AWS';

type Accepted = { target: LoadedSchedule['targets'][number]; pair: Pair; switchedOff: boolean };

/** Off there means paused here, on there on; null where the state stays, as where Rota itself switched it off. */
function acceptedState(
  before: LoadedSchedule,
  pairs: readonly Accepted[],
  runsAgain: boolean,
): 'on' | 'paused' | null {
  const off = pairs.some(
    ({ pair, switchedOff }) =>
      !switchedOff && pair.observed.State === 'DISABLED' && pair.wanted.State === 'ENABLED',
  );
  if (before.state === 'on') return off ? 'paused' : null;
  const on = pairs.length > 0 && pairs.every(({ pair }) => pair.observed.State === 'ENABLED');
  return on && runsAgain ? 'on' : null;
}

async function pairsOf(
  tx: Tx,
  before: LoadedSchedule,
  rows: readonly Drift[],
  theirs: Map<string, AwsObserved | null>,
  now: Date,
): Promise<Accepted[]> {
  const { groupName } = await tx.environment.findUniqueOrThrow({ where: { id: before.environmentId } });
  const [frozen] = await tx.$queryRaw<{ frozen: boolean }[]>`
    SELECT frozen(${before.teamId}, ${before.environmentId}) AS frozen`;
  const targets = before.targets.map((target) => ({ ...target, settings: target.settings as object }));
  const source = { ...before, targets, frozen: frozen?.frozen ?? false };
  const wanted = desired(source, { installationId: '', groupName }, now);
  return rows.flatMap((row) => {
    const observed = theirs.get(row.name);
    const request = wanted.find(({ Name }) => Name === row.name);
    const target = before.targets.find(({ id }) => id === row.targetId);
    if (!observed || !request || !target) return [];
    return [{ target, pair: { observed, wanted: request }, switchedOff: row.switchedOff }];
  });
}
