import { scanPage } from '../scan';
import { act, freezeAndLift } from './acts';
import { give } from './lab';
import { type Random, randomOf } from './random';
import { type Actor, begin } from './rim';
import { syncTurn } from './turns';
import type { World } from './world';

/** Two or three workers, one or two people, and now and then somebody who freezes everything. */
export function castOf(world: World): Actor[] {
  const { lab, random, environmentId, seed, watch, told, made } = world;
  const cast: Actor[] = [];
  const workers = 2 + random.below(2);
  for (let i = 0; i < workers; i += 1) {
    const own = randomOf(seed * 31 + i);
    cast.push(
      begin(`worker ${i}`, async () => {
        for (let turn = 0; turn < 4; turn += 1) await turnOf(own, environmentId);
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
  cast.forEach((actor, i) => {
    const client = lab.slots[i];
    if (!client) throw new Error('There are more actors than clients.');
    give(actor, client);
  });
  return cast;
}

/** What a worker does next; one that fails is tried again, as its loop does. */
async function turnOf(random: Random, environmentId: string): Promise<void> {
  const turn = random.chance(0.25) ? scanPage : syncTurn;
  await turn(environmentId).then(undefined, () => undefined);
}
