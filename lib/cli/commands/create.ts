import * as api from '@/lib/api/client/generated';
import type { Command } from '../command';
import { answer, once, ProblemError } from '../connection';
import { CliError, failed, usage } from '../errors';
import { EXIT } from '../exit-codes';
import { problemLines, problemText, type YamlDocument } from '../files/documents';
import { readPlace } from '../files/folder';
import { newProblems } from '../files/new';
import { jsonOf, plain } from '../output';
import { awsText } from './acts';

type Body = Parameters<typeof api.createSchedule>[0];

export const create: Command = {
  name: 'create',
  takes: '',
  summary:
    'Creates the schedules of a YAML file. They are edited in the pages afterwards; see "apply" for those that are not.',
  count: [0, 0],
  options: {
    file: { type: 'string', short: 'f', value: 'FILE', about: 'a YAML file with one schedule or several' },
  },
  async run({ io, text, json: asIs, connection: signIn }) {
    const file = text('file');
    if (file === undefined) throw usage('Say which file: -f FILE.');
    const { documents, problems } = await readPlace(io.cwd, file);
    if (problems.length > 0) throw failed(problems.map(problemText).join('\n'));
    if (documents.length === 0) throw failed(`There is no schedule in ${file}.`);
    const connection = await signIn();
    const wrong = await newProblems(connection, documents, new Date());
    if (wrong.length > 0) throw failed(wrong.map(problemText).join('\n'));
    const answers: api.Changed[] = [];
    try {
      await io.unbroken(async () => {
        for (const [index, document] of documents.entries()) {
          const made = await attempt(documents, index, () =>
            answer(api.createSchedule(document.value as Body, once(), connection)),
          );
          answers.push(made);
          if (!asIs) io.out(`${plain(nameOf(document))} is created: ${made.id}. ${awsText(made)}\n`);
        }
      });
    } finally {
      if (asIs) io.out(jsonOf(answers, documents.length));
    }
    return EXIT.done;
  },
};

const nameOf = ({ value }: YamlDocument): string => (value as { name: string }).name;

/**
 * Creates one of several. A refusal is told by the lines of its file, and of all what became of them.
 * @throws CliError
 */
async function attempt<R>(all: readonly YamlDocument[], index: number, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    const document = all[index];
    if (!(error instanceof CliError) || !document) throw error;
    const message = error instanceof ProblemError ? problemLines(document, error) : error.message;
    const refused = error instanceof ProblemError || error.code === EXIT.notSignedIn;
    throw new CliError(error.code, [message, ...becameText(all.map(nameOf), index, refused)].join('\n'));
  }
}

/** @param refused whether that is known of the one at `index`: an answer that got lost may have been a yes */
function becameText(names: readonly string[], index: number, refused: boolean): string[] {
  if (refused && names.length === 1) return [];
  const rest = refused ? index : index + 1;
  const became = [
    ['Created', names.slice(0, index)],
    ['Not known, so look', names.slice(index, rest)],
    ['Not created', names.slice(rest)],
  ] as const;
  return [
    became.flatMap(([what, which]) => (which.length > 0 ? `${what}: ${which.join(', ')}.` : [])).join(' '),
    ...(index > 0 ? ['Take what is created out of the file before you create the rest.'] : []),
  ];
}
