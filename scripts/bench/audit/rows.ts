import { createHash } from 'node:crypto';
import { commitment, genesis, hashOf } from '@/lib/audit/chain';

/** A row of the schedule audit as it is filled in, and the personal values beside it. */
export type FilledRow = {
  seq: number;
  id: string;
  at: string;
  actor: string;
  action: string;
  outcome: string;
  schedule: string;
  environment: string;
  team: string;
  generation: number;
  subject: string;
  reason: string | null;
  request: string;
  body: string;
  prevHash: string;
  hash: string;
  /** 16 bytes in hex. */
  salt: string;
  person: string;
};

export const ENVIRONMENTS = ['production', 'staging', 'sandbox'] as const;
export const ADDRESSES = { many: '198.51.100.1', few: '10.0.7.207' } as const;
const SPAN_MS = 360 * 86_400_000;
const ACTIONS = ['schedule.sync', 'schedule.update', 'schedule.pause', 'schedule.resume', 'schedule.restore'];
const REASONS = ['Bank holiday', 'Provider migrates', 'Wrong report', 'Asked for by finance'];

type Names = { schedules: readonly { id: string; name: string; team: string }[]; people: readonly string[] };

/**
 * Rows of a year up to `end` as a company has them: half of them by the worker, a few people, schedules and teams have
 * most, one address of an office has two fifths. The same at each run but for their time.
 */
export function* filledRows(rows: number, end: number, { schedules, people }: Names): Generator<FilledRow> {
  const random = seeded(7);
  const low = (count: number) => Math.floor(count * random() ** 2.5);
  let prevHash = genesis('schedule');
  for (let seq = 1; seq <= rows; seq += 1) {
    const schedule = schedules[low(schedules.length)];
    const byWorker = random() < 0.5;
    const actor = byWorker ? 'system:sync' : people[low(people.length)];
    if (!schedule || !actor) throw new Error('There are no schedules or people.');
    const action = byWorker ? 'schedule.sync' : (ACTIONS[1 + low(4)] ?? '');
    const pick = random();
    const environment = ENVIRONMENTS[pick < 0.7 ? 0 : pick < 0.95 ? 1 : 2];
    const outcome = random() < 0.005 ? 'failed' : 'ok';
    const word = seq % 5_000 === 17 ? ', of which Zanzibar has its own copy' : '';
    const reason = byWorker ? null : `${REASONS[low(4)]}${word}`;
    const id = `00000000-0000-4000-8000-${seq.toString(16).padStart(12, '0')}`;
    const request = `request-${Math.ceil(seq / 2)}`;
    const generation = 1 + low(20);
    const address = random() < 0.4 ? ADDRESSES.many : `10.0.${low(8)}.${low(250)}`;
    const at = `${new Date(end - SPAN_MS + Math.floor((SPAN_MS * seq) / rows)).toISOString().slice(0, -1)}000Z`;
    const person = JSON.stringify({
      name: `Person of ${actor}`,
      ip: byWorker ? null : address,
      userAgent: 'bench',
    });
    const salt = createHash('md5').update(id).digest('hex');
    const target = { kind: 'sqs', arn: `arn:aws:sqs:eu-central-1:000000000000:${schedule.name}` };
    const before = { name: schedule.name, expression: 'cron(0 9 ? * MON-FRI *)', timeZone: 'UTC', target };
    const body = JSON.stringify({
      schemaVersion: 1,
      id,
      actor: { id: actor, type: byWorker ? 'system' : 'user', groups: [] },
      person: commitment(Buffer.from(salt, 'hex'), person),
      requestId: request,
      action,
      outcome,
      subject: schedule.name,
      reason,
      scheduleId: schedule.id,
      environmentId: environment,
      teamId: schedule.team,
      generation,
      before,
      after: { ...before, timeZone: 'Europe/London' },
    });
    const hash = hashOf({ prevHash, seq, at, body });
    const { id: scheduleId, team, name: subject } = schedule;
    yield {
      seq,
      id,
      at,
      actor,
      action,
      outcome,
      schedule: scheduleId,
      environment,
      team,
      generation,
      subject,
      reason,
      request,
      body,
      prevHash,
      hash,
      salt,
      person,
    };
    prevHash = hash;
  }
}

/** Numbers from 0 to below 1, the same for a seed at each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
