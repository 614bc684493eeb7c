import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { actorId, actorName, type Context } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { storable, storableJson } from '@/lib/storable';

export type Outcome = 'ok' | 'denied' | 'failed';

type Common = { action: string; outcome?: Outcome; subject: string; reason?: string | null };

/** What a command says of itself; the envelope (who, when, from where) comes from its context. */
export type ScheduleEntry = Common & {
  audit: 'schedule';
  scheduleId: string;
  environmentId: string;
  teamId: string;
  generation: number;
  before: unknown;
  after: unknown;
  /** The generation whose content came back, of a restored version. */
  restoredFrom?: number;
};

export type ActivityEntry = Common & { audit: 'activity'; details?: Record<string, unknown> };

export type AuditEntry = ScheduleEntry | ActivityEntry;

const SCHEMA_VERSION = 1;

/**
 * Appends an audit row within the caller's transaction. Call it last: the chain's head stays locked until the end.
 * Personal values (name, address, browser) stand in a table of their own; the hashed body holds a salted commitment.
 */
export async function record(tx: Tx, context: Context, entry: AuditEntry): Promise<void> {
  const { actor } = context;
  const id = randomUUID();
  const person = storableJson({ name: actorName(actor), ip: context.ip, userAgent: context.userAgent });
  const salt = randomBytes(16);
  const { audit, action, outcome = 'ok', subject: about, reason: why, ...rest } = entry;
  const token = actor.type === 'user' ? actor.token : undefined;
  const type = token ? 'token' : actor.type;
  const subject = storable(about);
  const reason = why == null ? null : storable(why);
  const body = storableJson({
    schemaVersion: SCHEMA_VERSION,
    id,
    actor: {
      id: actorId(actor),
      type,
      groups: actor.type === 'user' ? actor.groups : [],
      ...(token && { token: { id: token.id, name: token.name } }),
    },
    authMethod: type === 'user' ? 'directory' : type,
    person: createHash('sha256').update(salt).update(person).digest('hex'),
    requestId: context.requestId,
    action,
    outcome,
    subject,
    reason,
    ...rest,
  });
  const schedule = entry.audit === 'schedule' ? entry : null;
  await tx.$queryRaw`SELECT audit_append(
    ${audit}, ${id}::uuid, ${actorId(actor)}, ${type}, ${action}, ${outcome}, ${subject}, ${reason},
    ${context.requestId}, ${schedule?.scheduleId ?? null}, ${schedule?.environmentId ?? null},
    ${schedule?.teamId ?? null}, ${schedule?.generation ?? null}::integer, ${body}, ${salt}, ${person})`;
}
