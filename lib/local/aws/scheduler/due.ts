import { randomInt } from 'node:crypto';
import { placeOf } from './context';
import type { Connection, Database } from './database';
import { nextSlot } from './expression';
import { isoSeconds, payloadOf } from './payload';
import type { Invocation, Queue, Sender } from './queue';
import type { ScheduleBody } from './schedule';
import { scheduleArn } from './schedules';
import { boundsOf, expressionOf } from './slots';

interface DueSchedule {
  id: string;
  body: string;
  modified_at: number;
  anchor: number;
  next_slot: number;
}

const BATCH = 100;
/** Slots that one pass makes of one schedule; the next pass goes on. */
const SLOTS_PER_PASS = 200;

/** A moment within the flexible window, in milliseconds. */
function delayOf(body: ScheduleBody): number {
  const { Mode, MaximumWindowInMinutes = 0 } = body.FlexibleTimeWindow;
  return Mode === 'FLEXIBLE' ? randomInt(MaximumWindowInMinutes * 60_000) : 0;
}

interface Advance {
  invocations: { scheduleId: string; slot: number; target: string; due: number }[];
  last: number | null;
  next: number | null;
}

/** An invocation for every slot up to now that is young enough to be tried, and where the schedule stands then. */
function advance(row: DueSchedule, now: number): Advance {
  const body: ScheduleBody = JSON.parse(row.body);
  const expression = expressionOf(body);
  const bounds = boundsOf(body, row.anchor);
  const target = JSON.stringify(body.Target);
  const oldest = now - body.Target.RetryPolicy.MaximumEventAgeInSeconds * 1000;
  const result: Advance = { invocations: [], last: null, next: row.next_slot };
  for (let made = 0; made < SLOTS_PER_PASS; made += 1) {
    const slot = result.next;
    if (slot === null || slot > now) break;
    // A one-time schedule written after its time is as old as the write.
    const age = expression.kind === 'at' ? Math.max(slot, row.modified_at) : slot;
    const due = Math.max(age, slot + delayOf(body));
    if (age >= oldest) result.invocations.push({ scheduleId: row.id, slot, target, due });
    result.last = slot;
    result.next = nextSlot(expression, bounds, age >= oldest ? slot : Math.max(slot, oldest - 1));
  }
  return result;
}

/** Turns due schedules into invocations. Returns how many schedules were due; there may be more. */
function advanceDueSchedules(database: Database, now: number): Promise<number> {
  return database.transaction(async (db) => {
    const due = await db.query<DueSchedule>(
      `select id, body, modified_at, anchor, next_slot from local_aws.schedule
       where next_slot <= $1 order by next_slot limit ${BATCH} for update skip locked`,
      [now],
    );
    const advances = due.rows.map((row) => advance(row, now));
    const made = advances.flatMap(({ invocations }) => invocations);
    await db.query(
      `insert into local_aws.invocation (schedule_id, slot, target, begins_at, due_at)
       select id, slot, target, due, due
       from unnest($1::bigint[], $2::float8[], $3::text[], $4::float8[]) as made (id, slot, target, due)
       on conflict do nothing`,
      [
        made.map(({ scheduleId }) => scheduleId),
        made.map(({ slot }) => slot),
        made.map(({ target }) => target),
        made.map(({ due }) => due),
      ],
    );
    await db.query(
      `update local_aws.schedule s set last_slot = moved.last, next_slot = moved.next
       from unnest($1::bigint[], $2::float8[], $3::float8[]) as moved (id, last, next) where s.id = moved.id`,
      [due.rows.map(({ id }) => id), advances.map(({ last }) => last), advances.map(({ next }) => next)],
    );
    return due.rows.length;
  });
}

async function claimInvocations(db: Connection, now: number, limit: number): Promise<Invocation[]> {
  const claimed = await db.query<{
    id: string;
    schedule_id: string;
    region: string;
    group_name: string;
    name: string;
    slot: number;
    begins_at: number;
    attempts: number;
    target: string;
  }>(
    `update local_aws.invocation i set running = true, attempts = attempts + 1
     from local_aws.schedule s
     where s.id = i.schedule_id and i.id in (
       select id from local_aws.invocation where due_at <= $1 and not running
       order by due_at limit $2 for update skip locked)
     returning i.id, i.schedule_id, s.region, s.group_name, s.name, i.slot, i.begins_at, i.attempts, i.target`,
    [now, limit],
  );
  return claimed.rows.map((row) => ({
    id: row.id,
    ownerId: row.schedule_id,
    arn: scheduleArn(placeOf(row.region), row.group_name, row.name),
    name: row.name,
    slot: row.slot,
    beginsAt: row.begins_at,
    attempts: row.attempts,
    target: JSON.parse(row.target),
  }));
}

async function nextDue(db: Connection): Promise<number | null> {
  const found = await db.query<{ due: number | null }>(
    `select least((select min(next_slot) from local_aws.schedule where next_slot is not null),
                  (select min(due_at) from local_aws.invocation where not running)) as due`,
  );
  return found.rows[0]?.due ?? null;
}

async function retryAt(db: Connection, invocation: Invocation, due: number): Promise<void> {
  await db.query('update local_aws.invocation set running = false, due_at = $2 where id = $1', [
    invocation.id,
    due,
  ]);
}

/** Deletes the schedules that asked for it after their last invocation, of which none is left. */
const DELETE_COMPLETED = `
delete from local_aws.schedule s where delete_after and state = 'ENABLED'
  and next_slot is null and last_slot is not null
  and not exists (select from local_aws.invocation where schedule_id = s.id)`;

/** Forgets a finished invocation, and deletes its schedule if that was the last. */
async function finish(db: Connection, invocation: Invocation): Promise<void> {
  const schedule = await db.query<{ delete_after: boolean }>(
    `with gone as (delete from local_aws.invocation where id = $1)
     select delete_after from local_aws.schedule where id = $2`,
    [invocation.id, invocation.ownerId],
  );
  if (schedule.rows[0]?.delete_after)
    await db.query(`${DELETE_COMPLETED} and s.id = $1`, [invocation.ownerId]);
}

/**
 * Forgets the invocations whose call was under way when the process died. Whether it came through is
 * unknown; repeating it could fire a slot twice. Returns how many there were.
 */
async function dropInDoubt(db: Connection): Promise<number> {
  const dropped = await db.query('delete from local_aws.invocation where running');
  await db.query(DELETE_COMPLETED);
  return dropped.rowCount ?? 0;
}

/** The schedules of the database as what the engine fires. */
export const scheduleQueue = (database: Database): Queue => ({
  dropInDoubt: () => dropInDoubt(database),
  nextDue: () => nextDue(database),
  advance: (now) => advanceDueSchedules(database, now),
  claim: (now, limit) => claimInvocations(database, now, limit),
  retryAt: (invocation, due) => retryAt(database, invocation, due),
  finish: (invocation) => finish(database, invocation),
});

export const scheduleSender: Sender = {
  check: () => undefined,
  payload: ({ arn, target, slot, attempts }, executionId) =>
    payloadOf(target.Input, { scheduleArn: arn, slot, executionId, attempt: attempts }),
  startedBy: ({ name }) => `chronos-schedule/${name.slice(0, 19)}`,
  letter: ({ arn, slot }, executionId) => ({
    EXECUTION_ID: executionId,
    SCHEDULED_TIME: isoSeconds(slot),
    SCHEDULE_ARN: arn,
  }),
};
