import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as api from '@/lib/api/client/generated';
import type { ScheduleDefinition } from '@/lib/api/definition/schema';
import type { Call, Command } from '../command';
import { answer, type Connection } from '../connection';
import { failed, usage } from '../errors';
import { EXIT } from '../exit-codes';
import { fileNameOf, yamlOf } from '../files/write';
import { allSchedules, FILTER, filterOf } from '../filter';
import { hclOf } from '../hcl/schedule';
import { json } from '../output';
import { whichSchedule } from '../which';

type Exported = { name: string; text: string; definition: unknown };

export const exportSchedules: Command = {
  name: 'export',
  takes: '[SCHEDULE]',
  summary: 'Writes schedules as YAML for "rota apply", or for Terraform. Secrets are masked.',
  about: `One that is named, or those that a filter finds: to standard output, or each into a file of a folder.
Files that are there already are left alone, unless --overwrite is said.`,
  count: [0, 1],
  options: {
    ...FILTER,
    all: { type: 'boolean', about: 'all that may be seen' },
    out: { type: 'string', short: 'o', value: 'FOLDER', about: 'each into a file of this folder' },
    overwrite: { type: 'boolean', about: 'files that are there already' },
    hcl: { type: 'boolean', about: 'as resources aws_scheduler_schedule of Terraform' },
  },
  async run(call) {
    const out = call.text('out');
    if (call.json && out !== undefined)
      throw usage('--json goes to standard output: leave out one of --json and --out.');
    const connection = await call.connection();
    const ids = await idsOf(call, connection);
    const made = call.flag('hcl') ? await asHcl(connection, ids) : await asYaml(connection, ids);
    if (call.json) call.io.out(json(made.map(({ definition }) => definition)));
    else if (out === undefined)
      call.io.out(made.map(({ text }) => text).join(call.flag('hcl') ? '\n' : '---\n'));
    else await writeAll(call, path.resolve(call.io.cwd, out), made);
    return EXIT.done;
  },
};

async function idsOf(call: Call, connection: Connection): Promise<string[]> {
  const [named] = call.args;
  const filter = await filterOf(call, connection);
  const filtered = Object.keys(filter).length > 0;
  if ([named !== undefined, filtered, call.flag('all')].filter(Boolean).length !== 1)
    throw usage('Say what to export by one of a schedule, a filter and --all.');
  if (named !== undefined) return [(await whichSchedule(connection, named)).id];
  return (await allSchedules(connection, filter)).map(({ id }) => id);
}

async function asYaml(connection: Connection, ids: readonly string[]): Promise<Exported[]> {
  const made: Exported[] = [];
  for (const id of ids) {
    const definition = await answer(api.getScheduleDefinition(id, connection));
    const text = yamlOf(definition as unknown as ScheduleDefinition);
    made.push({ name: definition.name, text, definition });
  }
  return made;
}

async function asHcl(connection: Connection, ids: readonly string[]): Promise<Exported[]> {
  const made: Exported[] = [];
  const [taken, now] = [new Set<string>(), new Date()];
  for (const id of ids) {
    const schedule = await answer(api.getSchedule(id, connection));
    made.push({ name: schedule.name, text: hclOf(schedule, taken, now), definition: schedule });
  }
  return made;
}

async function writeAll({ io, flag }: Call, folder: string, made: readonly Exported[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const taken = new Set<string>();
  for (const { name, text } of made) {
    const file = path.join(folder, fileNameOf(name, flag('hcl') ? 'tf' : 'yaml', taken));
    await write(file, text, flag('overwrite'));
    io.out(`${path.relative(io.cwd, file)}\n`);
  }
}

async function write(file: string, text: string, overwrite: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: overwrite ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw failed(`${file} is there already: --overwrite writes over it.`);
    throw error;
  }
}
