import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CHAINS, type Chain } from '../chain';

/** What was asked for cannot be done as it was written; the message names the option and what would be right. */
export class UsageError extends Error {}

export type AuditOptions =
  | {
      act: 'verify';
      only: readonly Chain[];
      files: string[];
      digests: string;
      keys: string[];
      archive: string | null;
      restoredAfter: string[];
    }
  | { act: 'export'; only: readonly Chain[]; file: string }
  | { act: 'restored'; reason: string; by: string }
  | { act: 'erase'; person: string; reason: string; by: string; archive: string | null };

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads the arguments of the command. Null where help was asked for.
 * @throws UsageError
 */
export function readAuditOptions(args: readonly string[]): AuditOptions | null {
  const { values, positionals } = parsed(args);
  if (values.help) return null;
  const [act, ...files] = positionals;
  switch (act) {
    case 'verify':
      return verifyOptions(files, values);
    case 'export':
      return exportOptions(files, values);
    case 'erase':
      return eraseOptions(files, values);
    case 'restored':
      return restoredOptions(files, values);
    default:
      throw new UsageError('Say what to do: verify, export, erase or restored. --help says more.');
  }
}

type Values = ReturnType<typeof parsed>['values'];

function verifyOptions(
  files: string[],
  { digests, key: keys, archive, only, 'restored-after': restoredAfter = [] }: Values,
): AuditOptions {
  if (files.length === 0 && archive === undefined)
    throw new UsageError('Name the exported files: verify audit.jsonl --digests DIR --key FILE.');
  if (digests === undefined) throw new UsageError('Name the folder with the digests: --digests DIR.');
  if (keys === undefined) throw new UsageError('Name the public key: --key FILE.');
  const wrong = restoredAfter.find((time) => !isInstant(time));
  if (wrong !== undefined)
    throw new UsageError(`--restored-after is a time in UTC, as in 2031-05-02T10:00:00Z, not ${wrong}.`);
  return {
    act: 'verify',
    only: chainsOf(only),
    files,
    digests,
    keys,
    archive: archive ?? null,
    restoredAfter,
  };
}

function exportOptions([file, ...more]: string[], { only }: Values): AuditOptions {
  if (file === undefined || more.length > 0)
    throw new UsageError('Name the one file to write: export audit.jsonl.');
  return { act: 'export', only: chainsOf(only), file };
}

function eraseOptions([more]: string[], { person, reason, by, archive }: Values): AuditOptions {
  if (more !== undefined) throw new UsageError(`erase takes no file, such as ${more}.`);
  if (person === undefined) throw new UsageError('Name the person: --person ID.');
  if (!GUID.test(person))
    throw new UsageError(
      `--person is an objectGUID in lower case, as in 5f0c6a1e-9a52-4e0b-8d5e-2f9f5f1b7a10, not ${person}.`,
    );
  return { act: 'erase', person, ...whyAndWho(reason, by), archive: archive ?? null };
}

function restoredOptions([more]: string[], { reason, by }: Values): AuditOptions {
  if (more !== undefined) throw new UsageError(`restored takes no file, such as ${more}.`);
  return { act: 'restored', ...whyAndWho(reason, by) };
}

function whyAndWho(reason: string | undefined, by: string | undefined): { reason: string; by: string } {
  if (!reason?.trim()) throw new UsageError('Say why: --reason TEXT.');
  if (!by?.trim()) throw new UsageError('Say who does so: --by NAME.');
  return { reason: reason.trim(), by: by.trim() };
}

const isInstant = (text: string): boolean => z.iso.datetime().safeParse(text).success;

function chainsOf(name: string | undefined): readonly Chain[] {
  if (name === undefined) return CHAINS;
  const chain = CHAINS.find((known) => known === name);
  if (!chain) throw new UsageError(`--only is one of ${CHAINS.join(' and ')}, not ${name}.`);
  return [chain];
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    help: { type: 'boolean' },
    key: { ...text, multiple: true },
    digests: text,
    archive: text,
    only: text,
    'restored-after': { ...text, multiple: true },
    person: text,
    reason: text,
    by: text,
  } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
