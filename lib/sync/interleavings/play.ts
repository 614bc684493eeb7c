import { castOf } from './cast';
import { accidentsOf, fateOf } from './fates';
import { waitForLocks } from './lab';
import { Marks } from './marks';
import { consoleActs, worldMoves } from './outside';
import { type Actor, crash, quiet } from './rim';
import type { Tally, World } from './world';

/** So many steps at most; whoever is not done then has no more accidents. */
const ACCIDENTS_UNTIL = 400;
const MOST_STEPS = 4_000;
/** So often in a row may all wait for each other. */
const MOST_STALLS = 20;

/** Everybody begins, and one after the other of what waits at the rim goes on, until all are done. */
export async function play(world: World, tally: Tally): Promise<void> {
  const actors = castOf(world);
  try {
    await goOn(world, tally, actors);
  } finally {
    // Where something was broken, nobody is left who would meddle with the next seed.
    for (const actor of actors) if (!actor.done) await crash(actor);
  }
}

/** Who has ended may still have something under way: of several things at once, the first that fails ends a turn. */
const isGoing = ({ done, parked, flights }: Actor): boolean => !done || parked.size > 0 || flights.size > 0;

async function goOn(world: World, tally: Tally, actors: readonly Actor[]): Promise<void> {
  const { lab, random, watch, trace } = world;
  const marks = new Marks(world);
  await marks.look([]);
  const blocked = waitForLocks(lab.superuser);
  for (const actor of actors) await quiet(actor, blocked);
  const accidents = accidentsOf(random);
  let console = random.below(3);
  let stalls = 0;
  for (;;) {
    const points = actors.flatMap(({ parked }) => [...parked]);
    const going = actors.filter(isGoing);
    if (going.length === 0) break;
    tally.steps += 1;
    if (tally.steps > MOST_STEPS) throw new Error('It never ends.');
    stalls = points.length === 0 ? stalls + 1 : 0;
    if (stalls > MOST_STALLS) throw new Error(`Nobody goes on: ${going.map(({ name }) => name).join(', ')}`);
    if (points.length === 0) {
      // All wait for locks of each other, or for what another is looking up: Postgres breaks such a ring.
      await Promise.race([
        ...going.flatMap(({ flights }) => [...flights].map(({ landed }) => landed)),
        new Promise((resolve) => setTimeout(resolve, 20)),
      ]);
      for (const actor of going) await quiet(actor, blocked);
      continue;
    }
    const early = tally.steps < ACCIDENTS_UNTIL;
    if (early && random.chance(0.07)) {
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
