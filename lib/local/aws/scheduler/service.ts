import { createHash } from 'node:crypto';
import { conflict } from '../errors';
import type { JsonObject } from '../json';
import { type OperationName, operations } from './api';
import { type Context, type Place, realmOf } from './context';
import type { Database } from './database';
import * as groups from './groups';
import * as schedules from './schedules';
import { validate } from './validate';

type Handler = (context: Context, input: never) => Promise<JsonObject>;

const handlers: Record<OperationName, Handler> = {
  CreateSchedule: schedules.createSchedule,
  UpdateSchedule: schedules.updateSchedule,
  GetSchedule: schedules.getSchedule,
  DeleteSchedule: schedules.deleteSchedule,
  ListSchedules: schedules.listSchedules,
  CreateScheduleGroup: groups.createGroup,
  GetScheduleGroup: groups.getGroup,
  DeleteScheduleGroup: groups.deleteGroup,
  ListScheduleGroups: groups.listGroups,
  ListTagsForResource: groups.listTags,
  TagResource: groups.tagGroup,
  UntagResource: groups.untagGroup,
};

/** How long a ClientToken is remembered. */
const TOKEN_LIFE = 8 * 3_600_000;

export interface ServiceOptions {
  database: Database;
  now: () => number;
  unassumableRoles: ReadonlySet<string>;
  /** Called after each operation that may have changed what is due. */
  onChange: () => void;
}

/** The 12 operations, each in one transaction, on the state of the caller's account and Region. */
export class SchedulerService {
  private forgotten = Number.NEGATIVE_INFINITY;
  private readonly realms = new Map<string, Promise<void>>();

  constructor(private readonly options: ServiceOptions) {}

  /** Throws AwsError; input is as parsed from the request, not yet validated. */
  async call(operation: OperationName, place: Place, raw: JsonObject): Promise<JsonObject> {
    const input = validate(operations[operation].input, raw);
    await this.ensureRealm(place);
    if (operations[operation].method === 'GET')
      return handlers[operation](this.context(this.options.database, place), input as never);
    const result = await this.options.database.transaction(async (db) => {
      const context = this.context(db, place);
      const token = input.ClientToken;
      return typeof token === 'string'
        ? once(context, operation, token, input, () => handlers[operation](context, input as never))
        : handlers[operation](context, input as never);
    });
    this.options.onChange();
    await this.forgetTokens();
    return result;
  }

  private async forgetTokens(): Promise<void> {
    const oldest = this.options.now() - TOKEN_LIFE;
    if (this.forgotten > oldest + TOKEN_LIFE / 2) return;
    this.forgotten = this.options.now();
    await this.options.database.query('delete from local_aws.client_token where created_at < $1', [oldest]);
  }

  private context(db: Context['db'], place: Place): Context {
    const { now, unassumableRoles } = this.options;
    return { db, ...place, realm: realmOf(place), now: now(), unassumableRoles };
  }

  private async ensureRealm(place: Place): Promise<void> {
    const realm = realmOf(place);
    const known = this.realms.get(realm);
    if (known) return known;
    const made = groups.ensureDefaultGroup(this.context(this.options.database, place));
    this.realms.set(realm, made);
    try {
      await made;
    } catch (error) {
      this.realms.delete(realm);
      throw error;
    }
  }
}

/** Answers a repeated ClientToken with the first answer; the same token with other parameters is a conflict. */
async function once(
  context: Context,
  operation: string,
  token: string,
  input: JsonObject,
  work: () => Promise<JsonObject>,
): Promise<JsonObject> {
  const request = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  const key = [context.realm, operation, token];
  await context.db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [key.join('/')]);
  const seen = await context.db.query<{ request: string; response: string }>(
    'select request, response from local_aws.client_token where region = $1 and operation = $2 and token = $3',
    key,
  );
  const first = seen.rows[0];
  if (first) {
    if (first.request === request) return JSON.parse(first.response);
    throw conflict('The ClientToken has already been used with other parameters.');
  }
  const response = await work();
  await context.db.query('insert into local_aws.client_token values ($1, $2, $3, $4, $5, $6)', [
    ...key,
    request,
    JSON.stringify(response),
    context.now,
  ]);
  return response;
}
