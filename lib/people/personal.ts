import { Prisma } from '@/lib/db';

/**
 * The personal values of an audit row `p`, as jsonb. A typed name can hold NUL or half of a surrogate pair, which JSON
 * escapes and jsonb refuses: each becomes U+FFFD.
 */
export const PERSONAL = Prisma.sql`regexp_replace(p.values, ${'\\\\u(0000|d[89a-f][0-9a-f]{2})'}, ${'\\\\ufffd'}, 'g')::jsonb`;
