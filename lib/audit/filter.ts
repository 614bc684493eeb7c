import { z } from 'zod';

/** Postgres stores no NUL. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !text.includes('\0'))
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

/** What an audit page shows, as it stands in the address. Nonsense in an address falls back to the default. */
export const auditFilter = z.object({
  /** Part of the subject or the reason. */
  q: text(200),
  /** A person's id or part of their name, or `system:…`. */
  actor: text(100),
  /** A schedule's id or part of its name as it is now. */
  schedule: text(200),
  /** Ids. */
  team: text(16),
  environment: text(16),
  action: text(60),
  outcome: z.enum(['ok', 'denied', 'failed']).or(z.literal('')).catch('').default(''),
  /** The address from where it was done, in full. */
  ip: text(60),
  /** A request's id, in full. */
  request: text(100),
  /** Instants in UTC: from this one on, until before that one. */
  from: instant,
  to: instant,
  after: text(3000),
  before: text(3000),
});

export type AuditFilter = z.output<typeof auditFilter>;
