import { parseArgs } from 'node:util';
import { CHAINS, type Chain } from '../chain';

export const HELP = `Usage: npm run -s audit -- verify FILE... --digests DIR --key FILE [--only schedule|activity]
       npm run -s audit -- export FILE [--only schedule|activity]

verify checks a whole export of the audits against the digests that Rota signed while they grew. It needs neither the
database nor Rota: the exported files in their order, the folder with the digests, and the public key.
It ends with 0 where all is as it was written, with 1 where something was changed, added or taken away (the first such
row is named), and with 2 where it was called in a wrong way.

export writes all rows of both audits from the first on, as verify needs them. It needs DATABASE_URL.

  --digests DIR   the folder with the digests
  --key FILE      the public key, PEM (openssl pkey -in KEY -pubout); several, where the key was changed
  --only AUDIT    only the schedule audit or only the activity audit
  --help          this text
`;

/** What was asked for cannot be done as it was written; the message names the option and what would be right. */
export class UsageError extends Error {}

export type AuditOptions = { only: readonly Chain[] } & (
  | { act: 'verify'; files: string[]; digests: string; keys: string[] }
  | { act: 'export'; file: string }
);

/**
 * Reads the arguments of the command. Null where help was asked for.
 * @throws UsageError
 */
export function readAuditOptions(args: readonly string[]): AuditOptions | null {
  const { values, positionals } = parsed(args);
  if (values.help) return null;
  const [act, ...files] = positionals;
  const only = values.only === undefined ? CHAINS : [chainOf(values.only)];
  const [file] = files;
  if (act === 'export') {
    if (file === undefined || files.length > 1)
      throw new UsageError('Name the one file to write: export audit.jsonl.');
    return { act, only, file };
  }
  if (act !== 'verify') throw new UsageError('Say what to do: verify or export. --help says more.');
  if (file === undefined)
    throw new UsageError('Name the exported files: verify audit.jsonl --digests DIR --key FILE.');
  if (values.digests === undefined) throw new UsageError('Name the folder with the digests: --digests DIR.');
  if (values.key === undefined) throw new UsageError('Name the public key: --key FILE.');
  return { act, only, files, digests: values.digests, keys: values.key };
}

function chainOf(name: string): Chain {
  const chain = CHAINS.find((known) => known === name);
  if (!chain) throw new UsageError(`--only is one of ${CHAINS.join(' and ')}, not ${name}.`);
  return chain;
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean' }, digests: text, only: text, key: { ...text, multiple: true } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
