import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Scheduler } from '@/lib/aws/scheduler';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { PrismaClient } from '@/lib/generated/prisma/client';
import { type Actor, actorNow, RimClient } from './rim';
import type { Break, Watch } from './watch';

/** What all seeds share: a database whose clock stands, connections that wait at the rim, and an AWS. */
export type Lab = {
  superuser: pg.Client;
  /** AWS itself, on a line that nothing breaks. */
  aws: Scheduler;
  /** What breaks the line, where a fate asks for it. */
  broken: Break;
  now: () => number;
  setClock: (at: number) => Promise<void>;
  /** The clients of processes: an actor has one for as long as it lives. */
  slots: PrismaClient[];
  contextOf: (requestId: string) => Context;
  fields: (name: string, teamId: string, targetId: string | null, expression: string) => object;
  teamId: string;
  /** Who looks on at the present seed. */
  watch: Watch | null;
};

const SLOTS = 8;

/** What the product keeps as its database for the whole process. */
type Connections = { client: PrismaClient; pool: pg.Pool };

const pools = new WeakMap<PrismaClient, pg.Pool>();
const owners = new WeakMap<Actor, PrismaClient>();

function connectionsOf(actor: Actor): Connections | null {
  const client = owners.get(actor);
  const pool = client && pools.get(client);
  return client && pool ? { client, pool } : null;
}

export const give = (actor: Actor, client: PrismaClient): void => void owners.set(actor, client);

/** Has the product take the connections of whichever actor is running. @returns what undoes it */
export function divertConnections(): () => void {
  // Whoever acts for nobody has the product's own.
  db();
  const main = Reflect.get(globalThis, 'rotaDb');
  Object.defineProperty(globalThis, 'rotaDb', {
    configurable: true,
    get: () => {
      const actor = actorNow();
      return (actor && connectionsOf(actor)) ?? main;
    },
  });
  return () => {
    Object.defineProperty(globalThis, 'rotaDb', { configurable: true, writable: true, value: main });
  };
}

export function makeSlots(connectionString: string): PrismaClient[] {
  return Array.from({ length: SLOTS }, () => {
    const pool = new pg.Pool({ connectionString, max: 12, idleTimeoutMillis: 0, Client: RimClient });
    // A connection that is ended on purpose says so.
    pool.on('connect', (client) => client.on('error', () => undefined));
    const adapter = new PrismaPg(pool, { disposeExternalPool: true, onPoolError: () => undefined });
    const client = new PrismaClient({ adapter, transactionOptions: { maxWait: 60_000, timeout: 60_000 } });
    pools.set(client, pool);
    return client;
  });
}

/** Ends Postgres processes and waits until they are gone: what they had begun is rolled back then. */
export const terminator = (superuser: pg.Client) => async (pids: readonly number[]) => {
  if (pids.length === 0) return;
  await superuser.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) pid', [pids]);
  for (let left = pids.length; left > 0; ) {
    const { rowCount } = await superuser.query('SELECT FROM pg_stat_activity WHERE pid = ANY($1)', [pids]);
    left = rowCount ?? 0;
  }
};

/** Whether these Postgres processes all wait for locks of others. */
export const waitForLocks =
  (superuser: pg.Client) =>
  async (pids: readonly number[]): Promise<boolean> => {
    const { rows } = await superuser.query<{ blocked: boolean }>(
      'SELECT bool_and(cardinality(pg_blocking_pids(pid)) > 0) AS blocked FROM unnest($1::int[]) pid',
      [pids],
    );
    return rows[0]?.blocked === true;
  };
