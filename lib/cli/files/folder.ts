import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { failed } from '../errors';
import { type FileProblem, readDocuments, type YamlDocument } from './documents';

const YAML = /\.ya?ml$/i;

/** What stands at a place. */
export type Place = {
  documents: YamlDocument[];
  problems: FileProblem[];
  /** The folder of the place: itself, or the one that its file is in. */
  folder: string;
  /** Whether the place is a folder. */
  whole: boolean;
  /** Folders that are links, which are not followed. */
  links: string[];
};

/**
 * Every YAML document of a file or a folder, in the order of the names. Hidden folders and node_modules are passed over.
 * @param place as it was written, by which files are told
 * @throws CliError of a place that is not there, and of a file that leads nowhere
 */
export async function readPlace(cwd: string, place: string): Promise<Place> {
  const start = path.resolve(cwd, place);
  const told = (file: string) => path.relative(cwd, file);
  const there = await statOf(start);
  if (!there) throw failed(`There is no ${place}.`);
  const whole = there.isDirectory();
  const { files, links } = whole ? await within(start, told) : { files: [start], links: [] };
  const read = await Promise.all(
    files.map(async (file) => readDocuments(told(file), await readFile(file, 'utf8'))),
  );
  return {
    documents: read.flatMap(({ documents }) => documents),
    problems: read.flatMap(({ problems }) => problems),
    folder: whole ? start : path.dirname(start),
    whole,
    links: links.map(told),
  };
}

/** Null of what is not there. */
async function statOf(file: string) {
  try {
    return await stat(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

type Found = { files: string[]; links: string[] };
const NOTHING: Found = { files: [], links: [] };

async function within(folder: string, told: (file: string) => string): Promise<Found> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry): Promise<Found> | Found => {
      const file = path.join(folder, entry.name);
      const hidden = entry.name.startsWith('.') || entry.name === 'node_modules';
      if (entry.isDirectory()) return hidden ? NOTHING : within(file, told);
      if (entry.isSymbolicLink()) return linked(file, hidden, told(file));
      return entry.isFile() && YAML.test(file) ? { files: [file], links: [] } : NOTHING;
    }),
  );
  return {
    files: found.flatMap(({ files }) => files).sort(),
    links: found.flatMap(({ links }) => links).sort(),
  };
}

/** A link to a file is one; that to a folder is not followed, since it may lead around. */
async function linked(file: string, hidden: boolean, told: string): Promise<Found> {
  const there = await statOf(file);
  if (there?.isDirectory()) return hidden ? NOTHING : { files: [], links: [file] };
  if (!YAML.test(file)) return NOTHING;
  if (!there?.isFile()) throw failed(`${told} leads to no file.`);
  return { files: [file], links: [] };
}
