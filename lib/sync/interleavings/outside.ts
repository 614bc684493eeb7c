import type { World } from './world';

/** Time passes, so that leases run out and retries fall due; seldom, somebody empties the queue. */
export async function worldMoves(world: World): Promise<void> {
  const { lab, random, trace, environmentId } = world;
  if (random.chance(0.05)) {
    world.emptied = true;
    trace.push('the queue is emptied');
    await lab.superuser.query(
      `UPDATE schedule_sync SET due_at = NULL WHERE schedule_id IN (
         SELECT y.schedule_id FROM schedule_sync y JOIN schedule s ON s.id = y.schedule_id
         WHERE s.environment_id = $1 FOR UPDATE OF y SKIP LOCKED)`,
      [environmentId],
    );
    return;
  }
  const seconds = random.pick([1, 5, 20, 61, 61, 125]);
  trace.push(`${seconds} s pass`);
  await lab.setClock(lab.now() + seconds * 1000);
}

/** Somebody does something in the console, to one of the schedules. */
export async function consoleActs({ lab, random, watch, trace, groupName, made }: World): Promise<void> {
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
