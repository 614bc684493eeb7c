import { assertLocalAllowed } from '../guard';
import { ACCOUNT } from './account';
import { type Clock, type SetTimer, systemClock } from './clock';
import { startEcs } from './ecs/server';
import { taskEventRule } from './ecs/state-change';
import { type EventsServer, startEvents } from './events/server';
import type { Endpoint } from './http';
import { startIam } from './iam/server';
import { startLambda } from './lambda/server';
import { startBus } from './messaging/bus';
import { startSns } from './messaging/sns-endpoint';
import { startSqs } from './messaging/sqs-endpoint';
import { type SchedulerServer, startScheduler } from './scheduler/server';
import { plainSecret, type SecretsManagerServer, startSecretsManager } from './secrets-manager/server';
import { type StsServer, startSts } from './sts/server';
import { createTargetClients, type TargetClients } from './targets/clients';

export type Service =
  | 'scheduler'
  | 'sqs'
  | 'sns'
  | 'lambda'
  | 'ecs'
  | 'sts'
  | 'iam'
  | 'events'
  | 'secretsmanager';

export interface LocalAwsOptions {
  /** A PostgreSQL URL whose user may create the schema `local_aws`. */
  databaseUrl: string;
  /** Logs of functions and tasks go below it. */
  dataDir: string;
  /** Holds `<name>.mjs`, each exporting `handler(event, context)`. */
  functionsDir: string;
  /** Holds `<family>.json`, each a task definition. */
  tasksDir: string;
  /** For queues and topics made here, and for requests without a signature. Default eu-central-1. */
  region?: string;
  accountId?: '000000000000';
  /** A service without a port gets any free one. */
  ports?: Partial<Record<Service, number>>;
  /** Names of queues to create; those ending in `.fifo` deduplicate by content. */
  queues?: string[];
  topics?: string[];
  /** Texts of secrets by their names. */
  secrets?: Record<string, string>;
  /** Names of the ECS clusters. Default: `default`. */
  clusters?: string[];
  /** One of the queues: what the rule of Rota's Terraform sends on of ended ECS tasks goes there. */
  taskEventQueue?: string;
  /** After this a function is ended. Default 30. */
  functionTimeoutSeconds?: number;
  /** Roles whose trust policy leaves AWS out: refused by the Scheduler and by AssumeRole. */
  unassumableRoles?: string[];
  now?: () => number;
  setTimer?: SetTimer;
  log?: (message: string, detail?: Record<string, unknown>) => void;
}

export interface LocalAws {
  endpoints: Record<Service, string>;
  scheduler: SchedulerServer;
  events: EventsServer;
  sts: StsServer;
  secretsManager: SecretsManagerServer;
  /** The clients through which targets are called. */
  clients: TargetClients;
  stop(): Promise<void>;
}

/**
 * Starts the AWS endpoints for demo and tests, each on a port of its own on 127.0.0.1.
 * Rejects in production, when a port is taken, or when the database cannot be had; nothing stays running then.
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  assertLocalAllowed('aws');
  const { ports = {}, region = 'eu-central-1', log = () => {} } = options;
  const clock: Clock = {
    now: options.now ?? systemClock.now,
    setTimer: options.setTimer ?? systemClock.setTimer,
  };
  const unassumableRoles = new Set(options.unassumableRoles);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  const keep = (endpoint: Endpoint) => {
    stops.push(endpoint.close);
    return endpoint.url;
  };
  const common = (service: Service) => ({ port: ports[service], defaultRegion: region, log });
  try {
    const bus = await startBus(region);
    stops.push(bus.close);
    for (const name of options.queues ?? []) await bus.createQueue(name, region);
    for (const name of options.topics ?? []) await bus.createTopic(name, region);
    const messaging = {
      sqs: keep(await startSqs(bus, common('sqs'))),
      sns: keep(await startSns(bus, common('sns'))),
    };
    const lambda = await startLambda({
      ...common('lambda'),
      functionsDir: options.functionsDir,
      dataDir: options.dataDir,
      timeoutSeconds: options.functionTimeoutSeconds ?? 30,
    });
    const ecs = await startEcs({
      ...common('ecs'),
      tasksDir: options.tasksDir,
      dataDir: options.dataDir,
      clusters: options.clusters ?? ['default'],
      now: clock.now,
      ended: taskEventRule(bus, options.taskEventQueue, log),
    });
    const sts = await startSts({ ...common('sts'), now: clock.now, unassumableRoles });
    const iam = await startIam({ ...common('iam'), unassumableRoles });
    const secretsManager = await startSecretsManager({ ...common('secretsmanager'), sts });
    for (const [name, text] of Object.entries(options.secrets ?? {}))
      secretsManager.secrets.set(name, plainSecret(text));
    const endpoints = {
      ...messaging,
      lambda: keep(lambda),
      ecs: keep(ecs),
      sts: keep(sts),
      iam: keep(iam),
      secretsmanager: keep(secretsManager),
    };
    const clients = createTargetClients(endpoints);
    stops.push(async () => clients.destroy());
    const scheduler = await startScheduler({
      databaseUrl: options.databaseUrl,
      port: ports.scheduler,
      region,
      clock,
      clients,
      unassumableRoles,
      log,
    });
    stops.push(scheduler.stop);
    const events = await startEvents({
      ...common('events'),
      databaseUrl: options.databaseUrl,
      account: ACCOUNT,
      clock,
      clients,
    });
    stops.push(events.stop);
    return {
      endpoints: { ...endpoints, scheduler: scheduler.endpoint.url, events: events.endpoint.url },
      scheduler,
      events,
      sts,
      secretsManager,
      clients,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
