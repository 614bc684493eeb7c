import { z } from 'zod';
import { configuredGroups } from '@/lib/access/configured';
import { record } from '@/lib/audit/record';
import { EVERYWHERE } from '@/lib/auth/access';
import { command } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { newId } from '@/lib/id';
import { askAbout } from '../ask';
import { storedGrants } from '../stored';
import { patient } from './ask-many';
import { csvLine } from './csv';
import { everybody } from './everybody';
import { inOrder } from './in-order';
import { COLUMNS, type Line, lineOfConfigured, lineOfGrant, linesOf } from './lines';

const FORMATS = ['csv', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

/** So many people are asked about at the same time. */
const AT_ONCE = 6;
/** Who is not asked about by then is unknown. */
const ASKING_MS = 300_000;

/** A file in the making. `parts` ends with an audit row, broken off or not. */
export type AccessExport = { format: Format; parts: AsyncGenerator<string> };

const begin = command({
  permission: 'access.export',
  input: z.strictObject({ format: z.enum(FORMATS, `Choose one of: ${FORMATS.join(', ')}.`) }),
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
  return { format, parts: told(context, id, format) };
}

/** The lines as text, and at the end an audit row with their number: what was sent is known if it is broken off too. */
async function* told(context: Context, id: string, format: Format): AsyncGenerator<string> {
  let lines = 0;
  let complete = false;
  try {
    // Without the mark a spreadsheet takes UTF-8 for the code page of its own system.
    if (format === 'csv') yield `\uFEFF${csvLine(COLUMNS)}`;
    for await (const some of linesOfAll()) {
      lines += some.length;
      yield some.map(TEXT[format]).join('');
    }
    complete = true;
  } finally {
    await db().$transaction((tx) =>
      record(tx, context, {
        audit: 'activity',
        action: 'access.export-end',
        outcome: complete ? 'ok' : 'failed',
        subject: 'Access',
        reason: complete ? null : 'It was broken off.',
        details: { export: id, lines },
      }),
    );
  }
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
