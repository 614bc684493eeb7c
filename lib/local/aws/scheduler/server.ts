import type { Clock } from '../clock';
import { internal, throttled } from '../errors';
import { type Endpoint, listen } from '../http';
import type { JsonObject } from '../json';
import type { TargetClients } from '../targets/clients';
import type { OperationName } from './api';
import { openDatabase } from './database';
import { scheduleQueue, scheduleSender } from './due';
import { Engine } from './engine';
import { readRequest, writeError, writeResult } from './protocol';
import { SchedulerService } from './service';

/** 'drop-reply' carries the operation out and loses the answer; the others refuse it untouched. */
export type Fault = 'drop-reply' | 'throttle' | 'error' | undefined;

export interface SchedulerOptions {
  databaseUrl: string;
  port?: number | undefined;
  region: string;
  clock: Clock;
  clients: TargetClients;
  unassumableRoles: Set<string>;
  log: (message: string, detail?: Record<string, unknown>) => void;
}

export interface SchedulerServer {
  endpoint: Endpoint;
  engine: Engine;
  /** Set by a test to make calls fail. */
  intercept: ((operation: OperationName, input: JsonObject) => Fault) | undefined;
  /** Role ARNs that CreateSchedule and UpdateSchedule refuse. */
  unassumableRoles: Set<string>;
  stop(): Promise<void>;
}

/** Starts the endpoint and the engine that fires. Rejects when the port or the database cannot be had. */
export async function startScheduler(options: SchedulerOptions): Promise<SchedulerServer> {
  const { clock, clients, log, unassumableRoles } = options;
  const database = await openDatabase(options.databaseUrl, log);
  const engine = new Engine({
    queue: scheduleQueue(database),
    sender: scheduleSender,
    clock,
    clients,
    log,
  });
  const service = new SchedulerService({
    database,
    now: clock.now,
    unassumableRoles,
    onChange: engine.wake,
  });
  const stopEngine = async () => {
    await engine.stop();
    await database.close();
  };
  const server: Omit<SchedulerServer, 'endpoint'> = {
    engine,
    intercept: undefined,
    unassumableRoles,
    stop: stopEngine,
  };
  try {
    const endpoint = await listen({
      port: options.port,
      defaultRegion: options.region,
      log,
      failure: writeError,
      handle: async (request) => {
        const { operation, input } = readRequest(request);
        const fault = server.intercept?.(operation, input);
        if (fault === 'throttle') throw throttled();
        if (fault === 'error') throw internal('An internal error occurred');
        const result = await service.call(operation, request, input);
        return fault === 'drop-reply' ? 'drop' : writeResult(result);
      },
    });
    const started: SchedulerServer = Object.assign(server, {
      endpoint,
      stop: async () => {
        await endpoint.close();
        await stopEngine();
      },
    });
    await engine.start();
    return started;
  } catch (error) {
    await stopEngine();
    throw error;
  }
}
