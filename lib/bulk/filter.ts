import { z } from 'zod';

export const ITEM_STATUSES = ['queued', 'done', 'skipped', 'failed'] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/** Which rows of a job a page shows, as it stands in the address. Nonsense there falls back to the default. */
export const itemFilter = z.object({
  status: z.enum(ITEM_STATUSES).or(z.literal('')).catch('').default(''),
  after: z.string().max(3000).catch('').default(''),
  before: z.string().max(3000).catch('').default(''),
});

export type ItemFilter = z.output<typeof itemFilter>;
