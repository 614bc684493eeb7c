import type { AwsObserved } from '@/lib/aws/scheduler';
import { installationId } from '@/lib/environments/bootstrap';
import { inWords } from './watch';
import type { Tally, World } from './world';

type Row = {
  id: string;
  name: string;
  state: string;
  generation: number;
  expression: string;
  arn: string;
  awsName: string;
  frozen: boolean;
  status: string;
  synced: number;
  due: Date | null;
  token: string | null;
  code: string | null;
};

type Finding = { name: string; kind: string; scheduleId: string | null };

/** Everything that is not as it must be once nothing is due any more, each in a line. */
export async function check(world: World, tally: Tally): Promise<string[]> {
  const { lab, environmentId, watch } = world;
  const problems: string[] = [];
  const ask = async <R extends object>(text: string, ...values: unknown[]) =>
    (await lab.superuser.query<R>(text, values)).rows;
  const rows = await ask<Row>(
    `SELECT s.id, s.name, s.state::text, s.generation, s.expression, t.arn, t.id || '-' || s.id AS "awsName",
       frozen(s.team_id, s.environment_id) AS frozen, y.status::text, y.synced_generation AS synced, y.due_at AS due,
       y.lease_token AS token, y.error_code AS code
     FROM schedule s JOIN schedule_sync y ON y.schedule_id = s.id JOIN target t ON t.schedule_id = s.id
     WHERE s.environment_id = $1 ORDER BY s.id`,
    environmentId,
  );
  const findings = await ask<Finding>(
    'SELECT name, kind::text, schedule_id AS "scheduleId" FROM drift WHERE environment_id = $1',
    environmentId,
  );
  tally.findings += findings.length;
  const standing = await everything(world);

  for (const row of rows) {
    const say = (what: string) => problems.push(`${row.awsName} (${row.state} g${row.generation}) ${what}`);
    const observed = standing.get(row.awsName) ?? null;
    standing.delete(row.awsName);
    if (row.due) say('is still due');
    const bad = row.arn.includes('nothing');
    const foreign = watch.foreign.get(row.awsName);
    const finding = findings.find(({ name }) => name === row.awsName);
    if (foreign) {
      if (JSON.stringify(observed) !== JSON.stringify(foreign)) say('was foreign, and was changed');
      // Of two things that are wrong, the one is told that was met first.
      const told = row.code === 'ForeignSchedule' || (bad && row.code === 'ValidationException');
      if (row.state !== 'deleted' && !told) say(`is foreign, but is told as ${row.code}`);
      continue;
    }
    if (finding) {
      if (!watch.touched.has(row.awsName)) say(`has a finding (${finding.kind}), but nobody touched it`);
      if (row.status !== 'drift' && !(bad && row.status === 'failed'))
        say(`has a finding, but is ${row.status}`);
      const mark = watch.marks.get(row.awsName);
      const off = row.state !== 'on' || row.frozen;
      const told = world.told.filter(({ id }) => id === row.id).at(-1);
      if (off && observed?.State === 'ENABLED' && !(mark && told && mark.at > told.at) && !row.frozen)
        say('was switched off by a person, but runs in AWS');
      continue;
    }
    if (bad && row.state !== 'deleted') {
      if (row.status !== 'failed' || row.code !== 'ValidationException')
        say(`is ${row.status} (${row.code})`);
      continue;
    }
    if (row.status !== 'live' || row.synced !== row.generation)
      say(`is ${row.status} at generation ${row.synced} (${row.code})`);
    const wanted = row.state === 'deleted' ? 'nothing' : wantedOf(row);
    if (inWords(observed) !== wanted) say(`should be ${wanted} in AWS, but is ${inWords(observed)}`);
    const own = observed?.Description?.startsWith(`rota ${await installationId()} `) ?? true;
    if (!own || (observed && observed.Target?.Arn !== row.arn)) say('is not what the database has');
  }
  for (const name of standing.keys()) problems.push(`${name} stands in AWS, and nobody knows it`);
  for (const name of watch.marks.keys()) {
    const row = rows.find(({ awsName }) => awsName === name);
    if (row && row.state !== 'deleted' && row.status === 'live')
      problems.push(`${name} was changed in the console, and is called live without a decision`);
  }
  const audits = await ask<{ id: string; generations: number[]; requests: string[] }>(
    `SELECT schedule_id AS id, array_agg(generation ORDER BY seq) AS generations, array_agg(request_id ORDER BY seq) AS requests
     FROM schedule_audit WHERE environment_id = $1 AND action NOT IN ('schedule.sync', 'schedule.drift') GROUP BY 1`,
    environmentId,
  );
  for (const { id, generation } of rows) {
    const audit = audits.find((one) => one.id === id);
    const expected = Array.from({ length: generation }, (_, i) => i + 1).join();
    if (audit?.generations.join() !== expected)
      problems.push(`${id} has generation ${generation}, audited are ${audit?.generations.join()}`);
  }
  for (const { id, generation, requestId } of world.told) {
    const audit = audits.find((one) => one.id === id);
    const times = audit?.requests.filter((each) => each === requestId).length;
    if (times !== 1 || audit?.requests[generation - 1] !== requestId)
      problems.push(`${requestId} was told as done, and has ${times} audit rows`);
  }
  const leftOver = await ask<{ name: string }>(
    `SELECT a.name FROM aws_schedule a JOIN schedule s ON s.id = a.schedule_id
     WHERE a.environment_id = $1 AND s.state = 'deleted'`,
    environmentId,
  );
  for (const { name } of leftOver)
    if (!watch.foreign.has(name)) problems.push(`${name} is deleted, but is remembered`);
  return problems;
}

const wantedOf = ({ state, frozen, generation, expression }: Row) =>
  `g${generation} ${state === 'on' && !frozen ? 'ENABLED' : 'DISABLED'} ${expression}`;

/** All that stands in the world's group. */
async function everything({ lab, groupName }: World): Promise<Map<string, AwsObserved>> {
  const found = new Map<string, AwsObserved>();
  for (let token: string | null = null, more = true; more; ) {
    const page = await lab.aws.list(groupName, token);
    for (const { name } of page.listed) {
      const observed = await lab.aws.get(groupName, name);
      if (observed) found.set(name, observed);
    }
    token = page.nextToken;
    more = token !== null;
  }
  return found;
}
