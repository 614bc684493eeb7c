import path from 'node:path';
import { startPostgres } from '@/lib/local/postgres/launcher';
import { productEnv } from '@/scripts/demo/settings';
import { Supervisor } from '@/scripts/demo/supervisor';
import { startAws } from '../aws';
import { type BenchDatabase, freshDatabase } from './database';
import { type Gateway, gatewayTo } from './gateway';
import { seeded } from './seeded';

export type Bench = {
  database: BenchDatabase;
  gateway: Gateway;
  /** EventBridge Scheduler itself, past the gateway. */
  scheduler: string;
  /** The variables of a product process, but for the allowed rate. */
  env: Record<string, string>;
  folder: string;
  stop(): Promise<void>;
};

const tsx = (file: string) => [process.execPath, '--import', 'tsx', file];

/** Nobody signs in. */
const NO_DIRECTORY = { url: 'ldaps://127.0.0.1:1', caFile: '' };

/** PostgreSQL, the local AWS as a process of its own, and the gateway between it and the product. */
export async function startBench(folder: string): Promise<Bench> {
  const supervisor = new Supervisor(path.join(folder, 'logs', 'aws'));
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres') });
    stops.push(postgres.stop);
    const database = await freshDatabase(postgres.superuserUrl);
    stops.push(() => supervisor.stop());
    const endpoints = await startAws(supervisor, folder, database.awsUrl);
    const gateway = await gatewayTo(endpoints.scheduler, seeded(1));
    stops.push(gateway.close);
    const env = productEnv({
      dataDir: folder,
      port: 0,
      ...database,
      ldaps: NO_DIRECTORY,
      endpoints: { ...endpoints, scheduler: gateway.url },
    });
    return { database, gateway, scheduler: endpoints.scheduler, env, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lets workers work at an allowed rate until what they are to do is done. They share one bucket, as always. */
export async function withWorkers<R>(
  { env, folder }: Pick<Bench, 'env' | 'folder'>,
  { workers, perSecond }: { workers: number; perSecond: number },
  work: () => Promise<R>,
): Promise<R> {
  const supervisor = new Supervisor(path.join(folder, 'logs', `workers-${perSecond}`));
  try {
    for (let n = 1; n <= workers; n += 1)
      supervisor.launch({
        name: `worker-${n}`,
        command: tsx('lib/worker/main.ts'),
        env: { ...env, ROTA_AWS_CALLS_PER_SECOND: String(perSecond), LOG_LEVEL: 'warn' },
      });
    return await Promise.race([work(), supervisor.failure]);
  } finally {
    await supervisor.stop();
  }
}
