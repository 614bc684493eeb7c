import { type AuditFilter, auditFilter } from '@/lib/audit/filter';
import { db, Prisma } from '@/lib/db';
import type { Measurement } from '../benchmark';
import { interleave } from '../interleave';
import { median, p95, ratio } from '../statistics';

const GOAL = { atMost: 2 };

/** A filter, and its rows as SQL by hand. */
export type Case = { name: string; filter: Partial<Record<keyof AuditFilter, string>>; bare: Prisma.Sql };

/** An audit as it is measured: its page, the columns that only it has, and how its measurements are called. */
export type Paged = {
  called: string;
  page(filter: AuditFilter): Promise<{ rows: { seq: string }[] }>;
  /** As in `schedule_audit`. */
  table: Prisma.Sql;
  columns: Prisma.Sql;
};

/**
 * A page of 50 of an audit for each filter, as a multiple of bare SQL that reads the same rows.
 * @throws Error where the two have other rows
 */
export async function measurePages(
  { called, page, table, columns }: Paged,
  cases: readonly Case[],
  say: (line: string) => void,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const { name: what, filter, bare } of cases) {
    const name = `${called}: ${what}`;
    const parsed = auditFilter.parse(filter);
    const found = await page(parsed);
    const byHand = () => db().$queryRaw<{ seq: string }[]>`
      SELECT a.seq::text, a.id::text, a.occurred_at, a.actor_id, a.actor_type, a.action, a.outcome, a.subject, a.reason,
        a.request_id, a.body, n.values ${columns}
      FROM ${table} a LEFT JOIN audit_person n ON n.audit_id = a.id
      WHERE ${bare} ORDER BY a.seq DESC LIMIT 50`;
    const expected = (await byHand()).map(({ seq }) => seq);
    if (expected.join() !== found.rows.map(({ seq }) => seq).join())
      throw new Error(`${name}: the page has other rows than the bare SQL.`);
    const timings = await interleave(() => page(parsed), byHand, { rounds: 40, warmUp: 5 });
    const times = ratio(timings.measured, timings.baseline);
    say(`  ${name}: ${times.toFixed(2)} ×`);
    const figures = {
      'page ms': median(timings.measured),
      'p95 ms': p95(timings.measured),
      'bare ms': median(timings.baseline),
      rows: found.rows.length,
    };
    measurements.push({ name, ratio: times, goal: GOAL, figures });
  }
  return measurements;
}

/** Rows from an address, as SQL by hand. */
export const fromAddress = (chain: 'schedule' | 'activity', ip: string): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT FROM audit_person p WHERE p.chain = ${chain}
    AND p.seq = a.seq AND substring(p.values from '"ip":"([^"]*)"') = ${ip})`;

/** Rows with a word in their subject or reason, as SQL by hand. @param text in lower case */
export const withWords = (text: string): Prisma.Sql =>
  Prisma.sql`lower(a.subject || ' ' || COALESCE(a.reason, '')) LIKE ${`%${text}%`}`;
