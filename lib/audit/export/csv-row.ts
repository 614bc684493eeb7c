import { csvLine } from '@/lib/csv';
import type { ExportedRow } from '../export-row';

const COLUMNS = [
  'seq',
  'at',
  'person',
  'actor',
  'actor_type',
  'groups',
  'action',
  'outcome',
  'subject',
  'reason',
  'schedule',
  'generation',
  'environment',
  'team',
  'address',
  'browser',
  'request',
  'before',
  'after',
  'details',
  'hash',
] as const;

type Column = (typeof COLUMNS)[number];

type Body = {
  actor: { id: string; type: string; groups: string[] };
  action: string;
  outcome: string;
  subject: string;
  reason: string | null;
  requestId: string;
  scheduleId?: string;
  generation?: number;
  environmentId?: string;
  teamId?: string;
  before?: unknown;
  after?: unknown;
  details?: unknown;
};

type Person = { name: string; ip?: string | null; userAgent?: string | null };

export const CSV_HEAD = csvLine(COLUMNS);

/** A row of an audit as a record of CSV: `at` in UTC, JSON where something has parts, empty where there is nothing. */
export function csvRow({ seq, at, hash, body, person }: ExportedRow): string {
  const { actor, ...said } = JSON.parse(body) as Body;
  const { name, ip, userAgent } = person ? (JSON.parse(person.values) as Person) : NOBODY;
  const cells: Record<Column, string> = {
    seq: String(seq),
    at,
    person: name,
    actor: actor.id,
    actor_type: actor.type,
    groups: actor.groups.join('; '),
    action: said.action,
    outcome: said.outcome,
    subject: said.subject,
    reason: said.reason ?? '',
    schedule: said.scheduleId ?? '',
    generation: String(said.generation ?? ''),
    environment: said.environmentId ?? '',
    team: said.teamId ?? '',
    address: ip ?? '',
    browser: userAgent ?? '',
    request: said.requestId,
    before: json(said.before),
    after: json(said.after),
    details: json(said.details),
    hash,
  };
  return csvLine(COLUMNS.map((column) => cells[column]));
}

const NOBODY: Person = { name: '' };

const json = (value: unknown): string => (value === undefined || value === null ? '' : JSON.stringify(value));
