import * as api from '@/lib/api/client/generated';
import type { Command } from '../command';
import { answer, once, ProblemError } from '../connection';
import { CliError, failed, usage } from '../errors';
import { EXIT } from '../exit-codes';
import { problemLines, problemText, type YamlDocument } from '../files/documents';
import { readPlace } from '../files/folder';
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
    const answers: api.Changed[] = [];
    try {
      await io.unbroken(async () => {
        for (const document of documents) {
          const { value } = document;
          const made = await withLines(document, () =>
            answer(api.createSchedule(value as Body, once(), connection)),
          );
          answers.push(made);
          const { name } = value as { name: string };
          if (!asIs) io.out(`${plain(name)} is created: ${made.id}. ${awsText(made)}\n`);
        }
      });
    } finally {
      if (asIs) io.out(jsonOf(answers, documents.length));
    }
    return EXIT.done;
  },
};

/** Does something with a document, and tells a refusal by the lines of its file. @throws CliError */
async function withLines<R>(document: YamlDocument, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemError) throw new CliError(error.code, problemLines(document, error));
    throw error;
  }
}
