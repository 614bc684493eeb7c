import type { Call, Command } from '../command';
import type { Connection } from '../connection';
import { failed, usage } from '../errors';
import { EXIT, type ExitCode } from '../exit-codes';
import { carryOut, type Outcome } from '../files/carry-out';
import { problemText } from '../files/documents';
import { type Place, readPlace } from '../files/folder';
import { type Plan, planOf } from '../files/plan';
import { doneText, planText } from '../files/show';
import { sourceFor } from '../files/source';
import { json, plain, plainLines } from '../output';

export const apply: Command = {
  name: 'apply',
  takes: '',
  summary: 'Brings Rota to what YAML files say: a plan first, then, once it is agreed to, the changes.',
  about: `A file holds one schedule or several, as "rota export" writes them; each is known by its environment and its name.
What is applied is locked in the pages, which say where it lives; pausing and running stay open to everybody.`,
  count: [0, 0],
  options: {
    file: { type: 'string', short: 'f', value: 'PLACE', about: 'a file, or a folder with files' },
    source: {
      type: 'string',
      value: 'TEXT',
      about: 'where the files live; left out, the remote of git and the path in it',
    },
    environment: { type: 'string', value: 'NAME', about: 'of the schedules whose file names none' },
    prune: { type: 'boolean', about: 'delete what lives there and is in no file any more' },
    secrets: { type: 'boolean', about: 'write the secrets that stand in files anew: they can’t be compared' },
    plan: {
      type: 'boolean',
      about: 'say what would be done, and do nothing; exit code 5 where there is something',
    },
    yes: { type: 'boolean', short: 'y', about: 'do not ask' },
    reason: { type: 'string', value: 'TEXT', about: 'why, of what is deleted' },
  },
  async run(call) {
    const place = call.text('file');
    if (place === undefined) throw usage('Say which files: -f FILE, or -f FOLDER.');
    if (call.json && !call.flag('yes') && !call.flag('plan'))
      throw usage('Nobody is asked with --json: look with --plan, and apply with --yes.');
    const found = await readPlace(call.io.cwd, place);
    const { documents, problems, folder, whole } = found;
    assertPrunable(call, found);
    if (problems.length > 0) throw failed(problems.map(problemText).join('\n'));
    if (documents.length === 0) throw failed(`There is no schedule in ${place}.`);
    const connection = await call.connection();
    const plan = await planOf(connection, documents, {
      source: await sourceFor(call.text('source'), folder),
      environment: call.text('environment'),
      whole,
      prune: call.flag('prune'),
      secrets: call.flag('secrets'),
      now: new Date(),
    });
    return follow(call, connection, plan);
  },
};

/** What is in no file can only be told where all files were read. @throws CliError */
function assertPrunable({ io, flag }: Call, { whole, links }: Place): void {
  const passed = links.map((link) => `${plain(link)} is a linked folder, which is not followed.`).join('\n');
  if (flag('prune') && !whole)
    throw usage(
      '--prune takes a folder, with all files that live there: of one file it would delete the others.',
    );
  if (flag('prune') && passed !== '')
    throw failed(`${passed}\nWithout its files --prune could delete what is in them. Leave one of both out.`);
  if (passed !== '') io.err(`${passed}\n`);
}

async function follow(call: Call, connection: Connection, plan: Plan): Promise<ExitCode> {
  const { io } = call;
  const todo = plan.steps.filter(({ does }) => does !== 'nothing');
  if (plan.problems.length > 0) {
    io.err(planText(plan, io));
    return EXIT.failed;
  }
  if (!call.json) io.out(planText(plan, io));
  if (call.flag('plan') || todo.length === 0) {
    if (call.json) io.out(json(inJson(plan)));
    return todo.length === 0 ? EXIT.done : EXIT.pending;
  }
  if (!(await agreed(call))) {
    io.err('Nothing was done.\n');
    return EXIT.failed;
  }
  const { source } = plan;
  const reason = call.text('reason') ?? `Gone from ${source}`;
  const { outcomes, stopped } = await io.unbroken(() => carryOut(connection, todo, { source, reason }));
  tell(call, plan, outcomes);
  if (stopped) throw stopped;
  return outcomes.every(({ problem }) => problem === null) ? EXIT.done : EXIT.failed;
}

function tell({ io, json: asIs }: Call, plan: Plan, outcomes: readonly Outcome[]): void {
  const told = outcomes.map(({ step, problem }) => ({ ...named(step), problem }));
  const unchanged = plan.steps.filter(({ does }) => does === 'nothing');
  const done = outcomes.flatMap(({ step, problem }) => (problem === null ? [step] : []));
  io.out(asIs ? json({ ...inJson(plan), outcomes: told }) : `Done: ${doneText([...unchanged, ...done])}\n`);
  for (const { does, name, environment, problem } of told)
    if (problem !== null) io.err(`${plain(`${does} ${name} in ${environment}`)}:\n${plainLines(problem)}\n`);
}

async function agreed({ io, flag }: Call): Promise<boolean> {
  if (flag('yes')) return true;
  if (!io.asks) throw usage('Nobody can be asked here: look with --plan, and apply with --yes.');
  return /^y(es)?$/i.test(await io.ask('Do this? Type yes: '));
}

const named = ({ does, name, environment }: Plan['steps'][number]) => ({ does, name, environment });

const inJson = ({ source, steps, orphans }: Plan) => ({
  source,
  orphans,
  steps: steps.map((step) => ({
    ...named(step),
    ...(step.does === 'change' && { changes: step.changes, secrets: step.secrets }),
  })),
});
