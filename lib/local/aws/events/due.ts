import type { Database } from '../scheduler/database';
import { isoSeconds } from '../scheduler/payload';
import type { Invocation, Queue, Sender } from '../scheduler/queue';
import { PermanentFailure } from '../targets/delivery';
import { type RuleTarget, ruleArn, slotAfter } from './rule';

const BATCH = 100;
/** Events that are older are given up (RetryPolicy, EventBridge API reference). */
const MAX_AGE_SECONDS = 86_400;

type DueRule = { id: string; body: string; targets: string; anchor: number; next_slot: number };

/** A target as the engine calls it: EventBridge retries for a day where nothing else is said. */
const asTarget = ({ Id: _, RoleArn = '', RetryPolicy, ...rest }: RuleTarget): Invocation['target'] => ({
  ...rest,
  RoleArn,
  RetryPolicy: {
    MaximumEventAgeInSeconds: RetryPolicy?.MaximumEventAgeInSeconds ?? MAX_AGE_SECONDS,
    MaximumRetryAttempts: RetryPolicy?.MaximumRetryAttempts ?? 185,
  },
});

/** An invocation of each target of a rule that is due; slots that were slept through are not made up for. */
function advance(database: Database, now: number): Promise<number> {
  return database.transaction(async (db) => {
    const due = await db.query<DueRule>(
      `select id, body, targets, anchor, next_slot from local_aws.rule
       where next_slot <= $1 order by next_slot limit ${BATCH} for update skip locked`,
      [now],
    );
    for (const rule of due.rows) {
      for (const target of JSON.parse(rule.targets) as RuleTarget[])
        await db.query(
          `insert into local_aws.rule_invocation (rule_id, slot, target_id, target, due_at)
           values ($1, $2, $3, $4, $2) on conflict do nothing`,
          [rule.id, rule.next_slot, target.Id, JSON.stringify(asTarget(target))],
        );
      await db.query('update local_aws.rule set next_slot = $2 where id = $1', [
        rule.id,
        slotAfter(JSON.parse(rule.body), rule.anchor, now),
      ]);
    }
    return due.rows.length;
  });
}

type Claimed = {
  id: string;
  rule_id: string;
  region: string;
  name: string;
  slot: number;
  attempts: number;
  target: string;
};

async function claim(database: Database, account: string, now: number, limit: number): Promise<Invocation[]> {
  const claimed = await database.query<Claimed>(
    `update local_aws.rule_invocation i set running = true, attempts = attempts + 1
     from local_aws.rule r
     where r.id = i.rule_id and i.id in (
       select id from local_aws.rule_invocation where due_at <= $1 and not running
       order by due_at limit $2 for update skip locked)
     returning i.id, i.rule_id, r.region, r.name, i.slot, i.attempts, i.target`,
    [now, limit],
  );
  return claimed.rows.map(({ id, rule_id, region, name, slot, attempts, target }) => ({
    id,
    ownerId: rule_id,
    arn: ruleArn(region, account, name),
    name,
    slot,
    beginsAt: slot,
    attempts,
    target: JSON.parse(target),
  }));
}

/** The rules of the database as what the engine fires. */
export const ruleQueue = (database: Database, account: string): Queue => ({
  dropInDoubt: async () => {
    const dropped = await database.query('delete from local_aws.rule_invocation where running');
    return dropped.rowCount ?? 0;
  },
  nextDue: async () => {
    const found = await database.query<{ due: number | null }>(
      `select least((select min(next_slot) from local_aws.rule where next_slot is not null),
                    (select min(due_at) from local_aws.rule_invocation where not running)) as due`,
    );
    return found.rows[0]?.due ?? null;
  },
  advance: (now) => advance(database, now),
  claim: (now, limit) => claim(database, account, now, limit),
  retryAt: async ({ id }, due) => {
    await database.query('update local_aws.rule_invocation set running = false, due_at = $2 where id = $1', [
      id,
      due,
    ]);
  },
  finish: async ({ id }) => {
    await database.query('delete from local_aws.rule_invocation where id = $1', [id]);
  },
});

/** Rules send a constant Input or the event of the rule; what picks from the event is not done here. */
export const ruleSender: Sender = {
  check({ target }) {
    const { InputPath, InputTransformer } = target as Partial<RuleTarget>;
    if (InputPath !== undefined || InputTransformer !== undefined)
      throw new PermanentFailure(
        'UnsupportedLocalInput',
        'InputPath and InputTransformer are stored but not carried out by the local endpoint.',
      );
  },
  payload: ({ arn, slot, target }, executionId) => target.Input ?? eventOf(arn, slot, executionId),
  startedBy: ({ name }) => `events-rule/${name.slice(0, 24)}`,
  letter: ({ arn }) => ({ RULE_ARN: arn }),
};

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
function eventOf(arn: string, slot: number, id: string): string {
  const [, , , region, account] = arn.split(':');
  return JSON.stringify({
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: isoSeconds(slot),
    region,
    resources: [arn],
    detail: {},
  });
}
