import { isNode, LineCounter, parseAllDocuments } from 'yaml';
import { type ProblemError, pathOf } from '../connection';
import { plainJson } from './plain-json';

/** One YAML document of a file. */
export type YamlDocument = {
  file: string;
  value: unknown;
  /** The line of what stands at a path, from 1; of the nearest thing around it where nothing does. */
  lineOf(path: readonly string[]): number;
};

/** What is wrong in a file, and where. */
export type FileProblem = { file: string; line: number; field: string; message: string };

/**
 * The documents of a YAML file; empty ones are passed over.
 * @param file its name, for what is told of it
 */
export function readDocuments(
  file: string,
  text: string,
): { documents: YamlDocument[]; problems: FileProblem[] } {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const all = 'empty' in parsed ? [] : parsed;
  const at = (offset: number, message: string) => ({
    file,
    line: lines.linePos(offset).line,
    field: '',
    message,
  });
  const documents: YamlDocument[] = [];
  const problems: FileProblem[] = [];
  for (const document of all) {
    const said = [...document.errors, ...document.warnings];
    problems.push(...said.map(({ pos, message }) => at(pos[0], message)));
    if (said.length > 0) continue;
    const read = plainJson(document);
    if ('flaws' in read) problems.push(...read.flaws.map(({ offset, message }) => at(offset, message)));
    if ('flaws' in read || read.value === null || read.value === undefined) continue;
    const lineOf = (path: readonly string[]): number => {
      const node = path.length === 0 ? document.contents : document.getIn(path, true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      return path.length === 0 ? 1 : lineOf(path.slice(0, -1));
    };
    documents.push({ file, value: read.value, lineOf });
  }
  return problems.length > 0 ? { documents: [], problems } : { documents, problems };
}

/** A field of a document that is wrong, with its line. */
export const problemAt = ({ file, lineOf }: YamlDocument, field: string, message: string): FileProblem => ({
  file,
  line: lineOf(field === '' ? [] : field.split('.')),
  field,
  message,
});

/** As in `jobs.yaml:12: targets.0.arn: Enter an ARN.` */
export const problemText = ({ file, line, field, message }: FileProblem): string =>
  `${file}:${line}: ${field ? `${field}: ` : ''}${message}`;

/** What the API refuses of a document: by the lines of its file, where it names fields. */
export const problemLines = (document: YamlDocument, { message, problem }: ProblemError): string =>
  problem.errors?.length
    ? problem.errors
        .map(({ pointer, detail }) => problemText(problemAt(document, pathOf(pointer).join('.'), detail)))
        .join('\n')
    : message;
