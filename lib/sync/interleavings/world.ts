import { db } from '@/lib/db';
import { installationId } from '@/lib/environments/bootstrap';
import { newId } from '@/lib/id';
import { createSchedule } from '@/lib/schedules/commands';
import { ensureGroup, schedulerOf } from '../group';
import { scanPage } from '../scan';
import { act, freezeAndLift, type Told } from './acts';
import { calm } from './calm';
import { check } from './check';
import { seedIds } from './ids';
import { give, type Lab } from './lab';
import { Marks } from './marks';
import { type Random, randomOf } from './random';
import { type Actor, begin, crash, type Fate, type Point, quiet } from './rim';
import { free, syncTurn } from './turns';
import { Watch } from './watch';

/** What a seed did. */
export type Tally = {
  steps: number;
  crashes: number;
  lost: number;
  late: number;
  refused: number;
  cuts: number;
  console: number;
  raced: number;
  writes: number;
  findings: number;
};

export class Broken extends Error {}

/** One schedule of a world, as it was made. */
export type Made = { id: string; name: string; targetId: string; awsName: string; bad: boolean };

export type World = {
  seed: number;
  lab: Lab;
  random: Random;
  watch: Watch;
  environmentId: string;
  groupName: string;
  made: Made[];
  told: Told[];
  trace: string[];
  /** Whether somebody emptied the queue. */
  emptied: boolean;
};

/** So many steps at most; whoever is not done then has no more accidents. */
const ACCIDENTS_UNTIL = 400;
const MOST_STEPS = 4_000;

/**
 * Lets a few processes and people at a few schedules, in an order and with accidents that the seed decides; lets the
 * world calm down, and holds what is left against what must be.
 * @throws Broken, with what was broken and every step that led there
 */
export async function runSeed(lab: Lab, seed: number): Promise<Tally> {
  const world = await makeWorld(lab, seed);
  const tally: Tally = {
    steps: 0,
    crashes: 0,
    lost: 0,
    late: 0,
    refused: 0,
    cuts: 0,
    console: 0,
    raced: 0,
    writes: 0,
    findings: 0,
  };
  const original = Math.random;
  Math.random = randomOf(seed + 1).next;
  try {
    await play(world, tally);
    await calm(world);
    const problems = [...world.watch.violations, ...(await check(world, tally))];
    if (problems.length > 0) throw new Error(problems.join('\n'));
  } catch (error) {
    const { message, stack } = error as Error;
    throw new Broken(
      `SEED=${seed}: ${message}\n\n${world.trace.join('\n')}\n\n${[...new Set(world.watch.violations)].join('\n')}\n${stack}`,
    );
  } finally {
    Math.random = original;
    lab.watch = null;
  }
  const { lost, late, refused, console: edits, raced, writes } = world.watch.counts;
  return { ...tally, lost, late, refused, console: edits, raced, writes };
}

async function makeWorld(lab: Lab, seed: number): Promise<World> {
  seedIds(seed);
  const random = randomOf(seed);
  const environmentId = newId();
  const groupName = `seed-${seed}-${environmentId}`;
  const isGone = async (awsName: string) => {
    const [, id = ''] = awsName.split('-');
    const { rows } = await lab.superuser.query('SELECT state::text FROM schedule WHERE id = $1', [id]);
    return ['deleted', 'completed'].includes(rows[0]?.state ?? '');
  };
  const watch = new Watch(lab.aws, lab.broken, isGone);
  lab.watch = watch;
  const world: World = {
    seed,
    lab,
    random,
    watch,
    environmentId,
    groupName,
    made: [],
    told: [],
    trace: [],
    emptied: false,
  };
  await lab.superuser.query(
    `INSERT INTO environment (id, name, account_id, region, group_name)
     VALUES ($1, $2, '000000000000', 'eu-central-1', $3)`,
    [environmentId, groupName, groupName],
  );
  await free(async () => {
    const environment = await db().environment.findUniqueOrThrow({ where: { id: environmentId } });
    await ensureGroup(environment, schedulerOf(environment), await installationId());
    const count = 1 + random.below(3);
    for (let i = 0; i < count; i += 1) world.made.push(await makeOne(world, i));
    // Most of them stand in AWS when it begins.
    if (random.chance(0.8)) await settleSome(world);
  });
  if (random.chance(0.12)) await spoil(world);
  return world;
}

async function makeOne({ lab, seed, random, environmentId }: World, i: number): Promise<Made> {
  const name = `Seed ${seed} ${i}`;
  const expression = random.pick(['cron(0 9 * * ? *)', 'rate(10 minutes)']);
  const { id } = await createSchedule(lab.contextOf(`seed-${seed}-make-${i}`), {
    schedule: lab.fields(name, lab.teamId, null, expression),
    environmentId,
  });
  const { id: targetId } = await db().target.findFirstOrThrow({ where: { scheduleId: id } });
  return { id, name, targetId, awsName: `${targetId}-${id}`, bad: false };
}

/** The worker brings them to AWS, as it does on a quiet day. */
async function settleSome({ lab, environmentId }: World): Promise<void> {
  await lab.setClock(lab.now() + 5_000);
  while ((await syncTurn(environmentId)) > 0);
  await lab.superuser.query('UPDATE environment_scan SET due_at = $2 WHERE environment_id = $1', [
    environmentId,
    new Date(lab.now()),
  ]);
}

/** One that AWS will refuse whatever is tried. */
async function spoil({ lab, made, random }: World): Promise<void> {
  const one = random.pick(made);
  one.bad = true;
  await lab.superuser.query(
    `UPDATE target SET arn = 'arn:aws:nothing:eu-central-1:000000000000:x' WHERE id = $1`,
    [one.targetId],
  );
  await lab.superuser.query(
    `UPDATE schedule_sync SET due_at = $2, status = 'pending' WHERE schedule_id = $1`,
    [one.id, new Date(lab.now())],
  );
}

async function play(world: World, tally: Tally): Promise<void> {
  const { lab, random, watch, trace } = world;
  const actors = castOf(world);
  actors.forEach((actor, i) => {
    const client = lab.slots[i];
    if (!client) throw new Error('There are more actors than clients.');
    give(actor, client);
  });
  const marks = new Marks(world);
  await marks.look([]);
  const blocked = async (pids: number[]) => {
    const { rows } = await lab.superuser.query(
      'SELECT bool_and(cardinality(pg_blocking_pids(pid)) > 0) AS blocked FROM unnest($1::int[]) pid',
      [pids],
    );
    return rows[0]?.blocked === true;
  };
  for (const actor of actors) await quiet(actor, blocked);
  const accidents = {
    rate: random.pick([0, 0.02, 0.1, 0.3]),
    throttle: random.chance(0.1),
    crashes: random.below(4),
  };
  let console = random.below(3);
  for (;;) {
    const points = actors.flatMap(({ parked }) => [...parked]);
    const going = actors.filter(({ done }) => !done);
    if (going.length === 0) break;
    tally.steps += 1;
    if (tally.steps > MOST_STEPS) throw new Error('It never ends.');
    if (points.length === 0) {
      // All wait for locks of each other, or for what another is looking up: Postgres breaks such a ring.
      trace.push(`nobody can go on: ${going.map(({ name }) => name).join(', ')}`);
      await Promise.race(going.flatMap(({ flights }) => [...flights].map(({ landed }) => landed)));
      for (const actor of going) await quiet(actor, blocked);
      continue;
    }
    const early = tally.steps < ACCIDENTS_UNTIL;
    if (early && random.chance(0.04)) {
      await worldMoves(world);
      continue;
    }
    if (early && console > 0 && random.chance(0.06)) {
      console -= 1;
      await consoleActs(world);
      continue;
    }
    if (watch.late.length > 0 && random.chance(0.15)) {
      const [one] = watch.late.splice(random.below(watch.late.length), 1);
      trace.push(`late: ${one?.label}`);
      await one?.arrive();
      continue;
    }
    const point = random.pick(points);
    const fate = early ? fateOf(point, random, accidents) : 'go';
    const { actor } = point;
    trace.push(`${actor.name}: ${point.label}${fate === 'go' ? '' : ` [${fate}]`}`);
    const moved = [actor, ...going.filter(({ flights }) => flights.size > 0)];
    if (fate === 'crash') {
      tally.crashes += 1;
      accidents.crashes -= 1;
      await crash(actor);
    } else {
      if (fate.startsWith('cut')) tally.cuts += 1;
      point.release(fate);
    }
    for (const one of new Set(moved)) await quiet(one, blocked);
    if (point.durable || fate === 'crash' || moved.length > 1) await marks.look(moved);
    if (watch.violations.length > 0 || marks.violations.length > 0)
      throw new Error([...watch.violations, ...marks.violations].join('\n'));
  }
  for (const actor of actors) if (actor.error) trace.push(`${actor.name} failed: ${actor.error}`);
}

function castOf(world: World): Actor[] {
  const { lab, random, environmentId, seed, watch, told, made } = world;
  const cast: Actor[] = [];
  const workers = 2 + random.below(2);
  for (let i = 0; i < workers; i += 1) {
    const own = randomOf(seed * 31 + i);
    cast.push(
      begin(`worker ${i}`, async () => {
        for (let turn = 0; turn < 2; turn += 1) await turnOf(own, environmentId);
      }),
    );
  }
  const people = 1 + random.below(2);
  for (let i = 0; i < people; i += 1) {
    const person = {
      random: randomOf(seed * 37 + i),
      watch,
      context: lab.contextOf,
      fields: lab.fields,
      told,
    };
    cast.push(
      begin(`person ${i}`, async () => {
        const acts = 1 + person.random.below(3);
        for (let n = 0; n < acts; n += 1)
          await act(person, person.random.pick(made).id, `seed-${seed}-${i}-${n}`);
      }),
    );
  }
  if (random.chance(0.25)) {
    const person = { random, watch, context: lab.contextOf, fields: lab.fields, told };
    cast.push(begin('freezer', () => freezeAndLift(person, environmentId, `seed-${seed}-freeze`)));
  }
  return cast;
}

/** What a worker does next; one that fails is tried again, as its loop does. */
async function turnOf(random: Random, environmentId: string): Promise<void> {
  const turn = random.chance(0.25) ? scanPage : syncTurn;
  await turn(environmentId).then(undefined, () => undefined);
}

type Accidents = { rate: number; throttle: boolean; crashes: number };

function fateOf({ kind }: Point, random: Random, { rate, throttle, crashes }: Accidents): Fate {
  if (crashes > 0 && random.chance(0.015)) return 'crash';
  const call = kind === 'read' || kind === 'write';
  if (call && throttle && random.chance(0.9)) return 'throttle';
  if (!random.chance(rate)) return 'go';
  if (kind === 'read') return random.pick(['throttle', 'error', 'expired', 'lost']);
  if (kind === 'write') return random.pick(['throttle', 'error', 'lost', 'lost', 'late', 'late']);
  // Connections to Postgres break less often than AWS refuses.
  if (kind === 'statement') return random.chance(0.05) ? 'cut' : 'go';
  if (kind === 'commit') return random.chance(0.2) ? random.pick(['cut', 'cut-after']) : 'go';
  return 'go';
}

/** Time passes, so that leases run out and retries fall due; seldom, somebody empties the queue. */
async function worldMoves(world: World): Promise<void> {
  const { lab, random, trace, environmentId } = world;
  if (random.chance(0.05)) {
    world.emptied = true;
    trace.push('the queue is emptied');
    await lab.superuser.query(
      `UPDATE schedule_sync y SET due_at = NULL FROM schedule s WHERE s.id = y.schedule_id AND s.environment_id = $1`,
      [environmentId],
    );
    return;
  }
  const seconds = random.pick([1, 5, 20, 61, 61, 125]);
  trace.push(`${seconds} s pass`);
  await lab.setClock(lab.now() + seconds * 1000);
}

async function consoleActs({ lab, random, watch, trace, groupName, made }: World): Promise<void> {
  const one = random.pick(made);
  const { rows } = await lab.superuser.query('SELECT hash FROM aws_schedule WHERE name = $1', [one.awsName]);
  const remembered = rows[0]?.hash != null;
  const does = random.pick(['off', 'off', 'on', 'edit', 'delete', 'foreign'] as const);
  trace.push(`console: ${does} ${one.awsName}`);
  if (does === 'foreign') {
    if (!remembered) await watch.plant(groupName, one.awsName);
    return;
  }
  await watch.console(
    groupName,
    one.awsName,
    () => {
      if (does === 'delete') return 'delete';
      if (does === 'edit') return { ScheduleExpression: 'cron(15 4 * * ? *)' };
      return { State: does === 'off' ? 'DISABLED' : 'ENABLED' };
    },
    remembered,
  );
}
