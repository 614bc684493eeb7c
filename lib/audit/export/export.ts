import { z } from 'zod';
import { SOMEWHERE } from '@/lib/auth/access';
import { authorise, command, parse } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { newId } from '@/lib/id';
import { CHAINS, type Chain } from '../chain';
import { writeExportedRow, writePartialNote } from '../export-row';
import { type AuditFilter, auditFilter } from '../filter';
import { matching } from '../queries-filter';
import { personSeenBy, seenBy, seesAddresses, seesWhole } from '../queries-seen';
import { headOf } from '../signing/rows';
import { CSV_HEAD, csvRow } from './csv-row';
import { BYTE_ORDER_MARK, type Format, formatField } from './format';
import { type Part, recorded } from './recorded';
import { readRows, type Which } from './rows';

/** What an audit page is filtered by. What is not understood is refused: left out, it would make the export a wider one. */
const filterField = z.record(z.string(), z.string()).transform((given, { addIssue }) => {
  const filter = auditFilter.parse({ ...given, after: '', before: '' });
  for (const [key, value] of Object.entries(given)) {
    const understood = Object.hasOwn(filter, key) && (!value.trim() || filter[key as keyof AuditFilter]);
    if (!understood) addIssue({ code: 'custom', path: [key], message: 'It can’t be filtered by that.' });
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
});

const asked = z.strictObject({
  audit: z.enum(CHAINS, `Choose one of: ${CHAINS.join(', ')}.`),
  format: formatField,
  filter: filterField,
});

/** A file in the making: how many rows it is to have, and its text, which ends with an audit row, broken off or not. */
export type AuditExport = { audit: Chain; format: Format; rows: number; parts: AsyncGenerator<string> };

const SUBJECTS: Record<Chain, string> = { schedule: 'Changes', activity: 'Activity' };

const begin = command({
  permission: 'audit.export',
  input: z.strictObject({
    audit: z.enum(CHAINS),
    format: formatField,
    filter: z.record(z.string(), z.string()),
    rows: z.number(),
  }),
  at: SOMEWHERE,
  async run(_tx, _context, { audit, ...what }) {
    const id = newId();
    const details = { export: id, ...what };
    const entry = { audit: 'activity', action: 'audit.export', subject: SUBJECTS[audit], details } as const;
    return { result: id, entry };
  },
});

/**
 * The rows of an audit that somebody sees and a filter asks for, those that were there when it began, the oldest first.
 * JSON lines of all rows are what `audit verify` reads; those of a part, or without addresses, say in their first line that
 * they are not.
 * @throws RotaError as every command
 */
export async function exportAudit(context: Context, raw: unknown): Promise<AuditExport> {
  const { actor } = await authorise(context, 'audit.export');
  const { audit, format, filter } = parse(asked, raw);
  const read = auditFilter.parse(filter);
  const found = await matching(audit, read);
  const where = Prisma.sql`${seenBy(actor, audit, read.ip !== '')} AND ${found.where}`;
  const which: Which = { ...found, where, person: personSeenBy(actor) };
  const { seq: last } = await headOf(audit);
  const rows = await count(which, last);
  const id = await begin(context, { audit, format, filter, rows });
  const whole = seesWhole(actor, audit) && seesAddresses(actor) && Object.keys(filter).length === 0;
  const end = { action: 'audit.export-end', subject: SUBJECTS[audit], export: id };
  const parts = format === 'csv' ? csv(audit, which, last) : jsonLines(audit, which, last, whole);
  return { audit, format, rows, parts: recorded(context, end, parts) };
}

async function count({ from, where, seq }: Which, last: number): Promise<number> {
  const [row] = await db().$queryRaw<{ rows: number }[]>`
    SELECT count(*)::float8 AS rows FROM ${from} WHERE ${where} AND ${seq} <= ${last}`;
  return row?.rows ?? 0;
}

async function* csv(audit: Chain, which: Which, last: number): AsyncGenerator<Part> {
  yield { text: `${BYTE_ORDER_MARK}${CSV_HEAD}`, lines: 0 };
  for await (const rows of readRows(audit, which, 0, last))
    yield { text: rows.map(csvRow).join(''), lines: rows.length };
}

async function* jsonLines(audit: Chain, which: Which, last: number, whole: boolean): AsyncGenerator<Part> {
  if (!whole) yield { text: `${writePartialNote(audit)}\n`, lines: 0 };
  for await (const rows of readRows(audit, which, 0, last))
    yield { text: rows.map((row) => `${writeExportedRow(row)}\n`).join(''), lines: rows.length };
}
