import { db } from '@/lib/db';
import { installationId } from '@/lib/environments/bootstrap';
import { newId } from '@/lib/id';
import { createSchedule } from '@/lib/schedules/commands';
import { ensureGroup, schedulerOf } from '../group';
import { seedIds } from './ids';
import type { Lab } from './lab';
import { randomOf } from './random';
import { free, syncTurn } from './turns';
import { Watch } from './watch';
import type { Made, World } from './world';

/** An environment of its own with one or two schedules, most of them in AWS already. */
export async function makeWorld(lab: Lab, seed: number): Promise<World> {
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
    const count = 1 + random.below(2);
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
  await syncTurn(environmentId);
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
