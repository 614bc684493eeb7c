import { z } from 'zod';
import { configuredGroups } from '@/lib/access/configured';
import { BYTE_ORDER_MARK, type Format, formatField } from '@/lib/audit/export/format';
import { type Part, recorded } from '@/lib/audit/export/recorded';
import { EVERYWHERE } from '@/lib/auth/access';
import { command } from '@/lib/command';
import type { Context } from '@/lib/context';
import { csvLine } from '@/lib/csv';
import { newId } from '@/lib/id';
import { askAbout } from '../ask';
import { storedGrants } from '../stored';
import { patient } from './ask-many';
import { everybody } from './everybody';
import { inOrder } from './in-order';
import { COLUMNS, type Line, lineOfConfigured, lineOfGrant, linesOf } from './lines';

/** So many people are asked about at the same time. */
const AT_ONCE = 6;
/** Who is not asked about by then is unknown. */
const ASKING_MS = 300_000;

/** A file in the making. `parts` ends with an audit row, broken off or not. */
export type AccessExport = { format: Format; parts: AsyncGenerator<string> };

const begin = command({
  permission: 'access.export',
  input: z.strictObject({ format: formatField }),
  at: EVERYWHERE,
  async run(_tx, _context, { format }) {
    const id = newId();
    const details = { export: id, format };
    const entry = { audit: 'activity', action: 'access.export', subject: 'Access', details } as const;
    return { result: { id, format }, entry };
  },
});

/**
 * Everyone's effective rights, for an access review: all groups with a role, then everybody who ever signed in as the
 * directory has them now, a line for each thing that they have.
 * @throws RotaError as every command
 */
export async function exportAccess(context: Context, raw: unknown): Promise<AccessExport> {
  const { id, format } = await begin(context, raw);
  const end = { action: 'access.export-end', subject: 'Access', export: id };
  return { format, parts: recorded(context, end, partsOf(format)) };
}

async function* partsOf(format: Format): AsyncGenerator<Part> {
  if (format === 'csv') yield { text: `${BYTE_ORDER_MARK}${csvLine(COLUMNS)}`, lines: 0 };
  for await (const some of linesOfAll()) yield { text: some.map(TEXT[format]).join(''), lines: some.length };
}

const TEXT: Record<Format, (line: Line) => string> = {
  csv: (line) => csvLine(COLUMNS.map((column) => line[column])),
  jsonl: (line) => `${JSON.stringify(line)}\n`,
};

async function* linesOfAll(): AsyncGenerator<Line[]> {
  const until = Date.now() + ASKING_MS;
  const [configured, stored] = await Promise.all([configuredGroups(false), storedGrants()]);
  yield [...configured.map(lineOfConfigured), ...stored.map(lineOfGrant)];
  const ask = patient((id) => askAbout(id, stored), until);
  yield* inOrder(everybody(), AT_ONCE, async (person) => linesOf(person, await ask(person.id)));
}
