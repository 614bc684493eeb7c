import { z } from 'zod';
import { STATES } from './schema';

export const SORTS = ['name', 'next', 'updated'] as const;
export const SYNC_STATES = ['live', 'pending', 'failed', 'drift'] as const;

/** Postgres stores no NUL. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !text.includes('\0'))
    .catch('')
    .default('');

/** What a list shows, as it stands in the address. Nonsense in an address falls back to the default. */
export const listFilter = z.object({
  q: text(200),
  team: text(16),
  environment: text(16),
  state: z.enum(STATES).or(z.literal('')).catch('').default(''),
  sync: z.enum(SYNC_STATES).or(z.literal('')).catch('').default(''),
  owner: text(100),
  tag: text(50),
  sort: z.enum(SORTS).catch('name').default('name'),
  dir: z.enum(['asc', 'desc']).catch('asc').default('asc'),
  after: text(3000),
  before: text(3000),
});

export type ListFilter = z.output<typeof listFilter>;
