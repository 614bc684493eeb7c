import { z } from 'zod';

/** Postgres stores no NUL, and no unpaired surrogate. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes('\0'))
    .catch('')
    .default('');
const instant = z.iso
  .datetime()
  .max(40)
  .refine((text) => !text.startsWith('0000') && !Number.isNaN(Date.parse(text)))
  .transform((text) => new Date(text).toISOString())
  .or(z.literal(''))
  .catch('')
  .default('');

/** The most characters that a field of text may have. */
const MOST = {
  q: 200,
  actor: 100,
  schedule: 200,
  team: 16,
  environment: 16,
  action: 60,
  ip: 60,
  request: 100,
  token: 60,
} as const;
export const OUTCOMES = ['ok', 'denied', 'failed'] as const;

/** What an audit page shows, as it stands in the address. Nonsense in an address falls back to the default. */
export const auditFilter = z.object({
  /** Part of the subject, of the reason, or of the words for what was done. */
  q: text(MOST.q),
  /** A person's id or part of their name, their account, what was entered as a name, `system:…`, or `Rota (…)`. */
  actor: text(MOST.actor),
  /** A schedule's id or part of its name as it is now. */
  schedule: text(MOST.schedule),
  /** Ids. */
  team: text(MOST.team),
  environment: text(MOST.environment),
  action: text(MOST.action),
  outcome: z.enum(OUTCOMES).or(z.literal('')).catch('').default(''),
  /** The address from where it was done, in full. */
  ip: text(MOST.ip),
  /** A request's id in full, or what its client called it. */
  request: text(MOST.request),
  /** An API token by which it was done: how it begins, or a part of its name. */
  token: text(MOST.token),
  /** Instants in UTC: from this one on, until before that one. */
  from: instant,
  to: instant,
  after: text(3000),
  before: text(3000),
});

export type AuditFilter = z.output<typeof auditFilter>;

type Field = Exclude<keyof AuditFilter, 'after' | 'before'>;

/** The fields that can't be read, each with what would be right. */
export type FilterProblems = Partial<Record<Field, string>>;

/**
 * Reads an audit's filter from a page's address.
 * @returns the filter without what can't be read; each field as it was given; and what is wrong with it
 */
export function readFilter(address: Readonly<Record<string, string | string[] | undefined>>): {
  filter: AuditFilter;
  given: Record<Field, string>;
  problems: FilterProblems;
} {
  const filter = auditFilter.parse(address);
  const { after: _after, before: _before, ...given }: Record<keyof AuditFilter, string> = filter;
  const problems: FilterProblems = {};
  for (const field of Object.keys(given) as Field[]) {
    const raw = address[field];
    const text = [raw].flat().find((value) => value?.trim());
    if (filter[field] || !text) continue;
    given[field] = text.replaceAll('\0', '');
    problems[field] = Array.isArray(raw)
      ? 'It is in the address twice: keep one.'
      : wrong(field, given[field]);
  }
  if (filter.from && filter.to && filter.from >= filter.to)
    problems.to = 'It is not after “From”: choose a later time.';
  return { filter, given, problems };
}

function wrong(field: Field, text: string): string {
  if (field === 'outcome') return `“${text}” is no outcome. Choose one of: ${OUTCOMES.join(', ')}.`;
  if (field === 'from' || field === 'to')
    return `“${text}” is no time. Write it in UTC, like 2026-11-21T09:30:00Z.`;
  return `It can’t be read. Write at most ${MOST[field]} characters of text.`;
}
