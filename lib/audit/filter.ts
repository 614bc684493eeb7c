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
const day = z.iso
  .date()
  .refine((text) => !text.startsWith('0000'))
  .or(z.literal(''))
  .catch('')
  .default('');

/** What an audit page shows, as it stands in the address. Nonsense in an address falls back to the default. */
export const auditFilter = z.object({
  /** Part of the subject, the reason or the request id. */
  q: text(200),
  /** A person's id, or `system:…`. */
  actor: text(60),
  action: text(60),
  outcome: z.enum(['ok', 'denied', 'failed']).or(z.literal('')).catch('').default(''),
  /** Days in UTC, both included. */
  from: day,
  to: day,
  after: text(3000),
  before: text(3000),
});

export type AuditFilter = z.output<typeof auditFilter>;
