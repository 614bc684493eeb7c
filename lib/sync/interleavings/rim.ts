import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

/** What happens to what waits at the rim: it goes on, its process dies there, or its line breaks or is refused. */
export type Fate = 'go' | 'crash' | 'throttle' | 'error' | 'expired' | 'lost' | 'late' | 'cut' | 'cut-after';

/** A call that waits at the process's rim: a statement to Postgres, or a call to AWS or its reply. */
export type Point = {
  actor: Actor;
  /** What it is about, in a few words. */
  label: string;
  kind: 'statement' | 'commit' | 'read' | 'write' | 'reply';
  /** Whether others may see what it did as soon as it is done. */
  durable: boolean;
  release(fate: Fate): void;
};

/** What an actor has sent and not heard of yet; `pid` of the Postgres process that is at it. */
type Flight = { pid: number | null; landed: Promise<unknown> };

/** A process of its own, as far as Postgres and AWS can tell. */
export type Actor = {
  name: string;
  /** Its calls wait for nobody. */
  free: boolean;
  /** After a crash nothing of it leaves the process any more. */
  crashed: boolean;
  done: boolean;
  /** What ended it, where that was not its crash. */
  error: unknown;
  parked: Set<Point>;
  flights: Set<Flight>;
  clients: Set<RimClient>;
};

export class Crashed extends Error {}

const running = new AsyncLocalStorage<Actor>();

export const actorNow = (): Actor | undefined => running.getStore();

/** Begins an actor, at the next turn: it then runs until its first call waits at the rim. */
export function begin(name: string, work: () => Promise<void>, free = false): Actor {
  const actor: Actor = {
    name,
    free,
    crashed: false,
    done: false,
    error: null,
    parked: new Set(),
    flights: new Set(),
    clients: new Set(),
  };
  running
    .run(actor, () => Promise.resolve().then(work))
    .catch((error: unknown) => {
      if (!actor.crashed) actor.error = error;
    })
    .finally(() => {
      actor.done = true;
    });
  return actor;
}

/**
 * Waits at the rim until it is released.
 * @throws Crashed, where its process died
 */
export async function park(kind: Point['kind'], label: string, durable = false): Promise<Fate> {
  const actor = actorNow();
  if (!actor || actor.free) return 'go';
  if (actor.crashed) throw new Crashed(label);
  const fate = await new Promise<Fate>((resolve) => {
    const point: Point = {
      actor,
      label,
      kind,
      durable,
      release: (given) => {
        actor.parked.delete(point);
        resolve(given);
      },
    };
    actor.parked.add(point);
  });
  if (actor.crashed) throw new Crashed(label);
  return fate;
}

/** Notes that something is under way beyond the rim. */
export async function fly<R>(pid: number | null, call: () => Promise<R>): Promise<R> {
  const actor = actorNow();
  if (!actor) return call();
  const landed = call();
  const flight = { pid, landed: landed.catch(() => undefined) };
  actor.flights.add(flight);
  try {
    return await landed;
  } finally {
    actor.flights.delete(flight);
  }
}

/** Ends Postgres processes and waits until they are gone, and what they had begun is rolled back. */
export type Terminate = (pids: readonly number[]) => Promise<void>;

type Callback = (error: Error | null, result?: pg.QueryResult) => void;
type Config = { text: string };

/** A connection to Postgres of which each statement waits at the rim. */
export class RimClient extends pg.Client {
  static terminate: Terminate = async () => undefined;
  private open = false;

  get pid(): number {
    return (this as unknown as { processID: number }).processID;
  }

  get inTransaction(): boolean {
    return this.open;
  }

  override connect(callback?: unknown): Promise<this> {
    const connected = fly(null, () => super.connect());
    if (typeof callback === 'function') connected.then(() => callback(null), callback as () => void);
    return connected.then(() => this);
  }

  // biome-ignore lint/suspicious/noExplicitAny: it stands in for every overload of pg
  override query(config: any, values?: any, callback?: any): any {
    const done = (typeof values === 'function' ? values : callback) as Callback | undefined;
    const answer = this.stepped(config as Config);
    if (!done) return answer;
    answer.then(
      (result) => done(null, result),
      (error: Error) => done(error),
    );
  }

  private async stepped(config: Config | string): Promise<pg.QueryResult> {
    const text = typeof config === 'string' ? config : config.text;
    const commits = text === 'COMMIT';
    const actor = actorNow();
    if (actor?.crashed) throw new Crashed(text);
    actor?.clients.add(this);
    const durable = commits || (!this.open && !text.startsWith('SELECT'));
    const fate =
      text === 'BEGIN' ? 'go' : await park(commits ? 'commit' : 'statement', labelOf(text), durable);
    if (fate === 'cut') await RimClient.terminate([this.pid]);
    if (text === 'BEGIN') this.open = true;
    const result = await fly(this.pid, () => super.query(config) as unknown as Promise<pg.QueryResult>);
    if (commits || text === 'ROLLBACK') this.open = false;
    if (fate !== 'cut-after') return result;
    await RimClient.terminate([this.pid]);
    throw new Error('Connection terminated unexpectedly');
  }
}

/** `UPDATE schedule_sync` of a statement. */
function labelOf(text: string): string {
  const words = text
    .replace(/"public"\.|["\n]/g, ' ')
    .trim()
    .split(/\s+/);
  const verb = words[0] ?? '';
  const [, table = ''] = /(?:FROM|INTO|UPDATE|JOIN)\s+"?(?:public"?\.)?"?(\w+)/i.exec(text) ?? [];
  return `${verb} ${table}`.trim();
}

/** Ends an actor's process where it stands: what it had begun is rolled back, and it sends nothing any more. */
export async function crash(actor: Actor): Promise<void> {
  actor.crashed = true;
  const begun = [...actor.clients].filter((one) => one.inTransaction).map(({ pid }) => pid);
  const sent = [...actor.flights].flatMap(({ pid }) => pid ?? []);
  await RimClient.terminate([...new Set([...begun, ...sent])]);
  for (const point of [...actor.parked]) point.release('crash');
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
/** So long is a reply waited for before Postgres is asked whether its statement waits for another's lock. */
const PATIENCE_MS = 4;
/** What waits for no reply and does not come to the rim waits for another actor of its process. */
const SUSPENDED_MS = 200;
const STUCK_MS = 5_000;

/**
 * Waits until an actor can do nothing by itself: each of its calls waits at the rim, or in Postgres for a lock.
 * @param isBlocked whether these Postgres processes all wait for locks of others
 */
export async function quiet(actor: Actor, isBlocked: (pids: number[]) => Promise<boolean>): Promise<void> {
  const since = performance.now();
  for (let idle = 0; ; ) {
    await turn();
    const waited = performance.now() - since;
    if (waited > STUCK_MS) throw new Error(`${actor.name} neither goes on nor waits.`);
    if (actor.flights.size === 0) {
      idle += 1;
      if (idle >= 3 && (actor.parked.size > 0 || actor.done)) return;
      if (waited > SUSPENDED_MS && idle > 100) return;
      continue;
    }
    idle = 0;
    const pids = [...actor.flights].flatMap(({ pid }) => pid ?? []);
    if (waited > PATIENCE_MS && pids.length === actor.flights.size && (await isBlocked(pids))) return;
    await Promise.race([
      ...[...actor.flights].map(({ landed }) => landed),
      new Promise((resolve) => setTimeout(resolve, 1)),
    ]);
  }
}
