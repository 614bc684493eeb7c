import { z } from 'zod';

const KINDS_FOUND = ['schedule', 'rule'] as const;
/** What can be said of something that was found; what is taken over already is not judged any more. */
export const STANDINGS = ['ready', 'needs-role', 'refused', 'taken'] as const;
export type Standing = (typeof STANDINGS)[number];

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !text.includes('\0'))
    .catch('')
    .default('');

/** What the page of finds shows, as it stands in the address. Nonsense in an address falls back to the default. */
export const findFilter = z.object({
  environment: text(16),
  q: text(200),
  kind: z.enum(KINDS_FOUND).or(z.literal('')).catch('').default(''),
  standing: z.enum(STANDINGS).or(z.literal('')).catch('').default(''),
  group: text(64),
  after: text(3000),
  before: text(3000),
});

export type FindFilter = z.output<typeof findFilter>;
