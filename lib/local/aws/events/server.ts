import type { Clock } from '../clock';
import { AwsError } from '../errors';
import { type Endpoint, listen, type Reply } from '../http';
import { type JsonObject, readJsonObject } from '../json';
import { Engine } from '../scheduler/engine';
import { validate } from '../scheduler/validate';
import type { ServiceOptions } from '../service-options';
import type { TargetClients } from '../targets/clients';
import { type OperationName, operations } from './api';
import { openRules } from './database';
import { ruleQueue, ruleSender } from './due';
import type { Context } from './rule';
import * as rules from './rules';
import * as tags from './tags';
import * as targets from './targets';

type Handler = (context: Context, input: never) => Promise<JsonObject>;

const handlers: Record<OperationName, Handler> = {
  PutRule: rules.putRule,
  DeleteRule: rules.deleteRule,
  DescribeRule: rules.describeRule,
  ListRules: rules.listRules,
  EnableRule: rules.enableRule,
  DisableRule: rules.disableRule,
  PutTargets: targets.putTargets,
  RemoveTargets: targets.removeTargets,
  ListTargetsByRule: targets.listTargets,
  TagResource: tags.tagRule,
  UntagResource: tags.untagRule,
  ListTagsForResource: tags.listTags,
};

const PREFIX = 'AWSEvents.';
const TYPE = { 'content-type': 'application/x-amz-json-1.1' };

const failure = (error: AwsError): Reply => ({
  status: error.status,
  headers: TYPE,
  body: JSON.stringify({ __type: error.code, message: error.message }),
});

export interface EventsOptions extends ServiceOptions {
  databaseUrl: string;
  account: string;
  clock: Clock;
  clients: TargetClients;
}

export interface EventsServer {
  endpoint: Endpoint;
  engine: Engine;
  stop(): Promise<void>;
}

/**
 * Serves the rules of EventBridge's default bus (awsJson1.1) and fires those that have a schedule; events match none.
 * Rejects when the port or the database cannot be had.
 */
export async function startEvents(options: EventsOptions): Promise<EventsServer> {
  const { account, clock, clients, log } = options;
  const database = await openRules(options.databaseUrl, log);
  const engine = new Engine({
    queue: ruleQueue(database, account),
    sender: ruleSender,
    clock,
    clients,
    log,
  });
  const stopEngine = async () => {
    await engine.stop();
    await database.close();
  };
  const call = async (name: OperationName, region: string, raw: JsonObject): Promise<JsonObject> => {
    const input = validate(operations[name], raw);
    const result = await database.transaction((db) =>
      handlers[name]({ db, region, account, now: clock.now() }, input as never),
    );
    engine.wake();
    return result;
  };
  try {
    const endpoint = await listen({
      port: options.port,
      defaultRegion: options.defaultRegion,
      log,
      failure,
      handle: async (request) => {
        const target = String(request.headers['x-amz-target'] ?? '');
        const name = target.startsWith(PREFIX) ? target.slice(PREFIX.length) : '';
        if (!Object.hasOwn(operations, name))
          throw new AwsError('UnknownOperationException', `${target} does not exist here`);
        const result = await call(name as OperationName, request.region, readJsonObject(request.body));
        return { status: 200, headers: TYPE, body: JSON.stringify(result) };
      },
    });
    await engine.start();
    return {
      endpoint,
      engine,
      stop: async () => {
        await endpoint.close();
        await stopEngine();
      },
    };
  } catch (error) {
    await stopEngine();
    throw error;
  }
}
