import { z } from 'zod';
import { readCursor, type ValueType } from '@/lib/keyset';
import { storable } from '@/lib/storable';

/** An instant, as RFC 3339 has it. */
export const instant = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.string().meta({ format: 'date-time', example: '2027-03-01T09:00:00.000Z' }));

/** An id of 16 characters. */
export const id = z.string().meta({ example: '0c3f9k2m7q8w5x1z' });

/** What a thing belongs to. */
export const named = z.object({ id, name: z.string() }).meta({ id: 'Named' });

/** What a body calls by its name or its id, as in `the team`. */
export const called = (what: string) =>
  z.string(`Name ${what}.`).max(200, `Name ${what}.`).describe('Its name, or its id.');

/** One page of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z
      .string()
      .nullable()
      .describe('Pass it as the parameter “cursor” to get the next page; null on the last one.'),
  });

/** A list that is short enough to come whole. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

const WHOLE = 'Enter a whole number from 1 to 200.';

/** A number from 1 to 200 of a query, where all is text. */
export const upTo200 = z.preprocess(
  (text) => (typeof text === 'string' && /^\d{1,3}$/.test(text) ? Number(text) : text),
  z.int(WHOLE).min(1, WHOLE).max(200, WHOLE),
);

/** The parameters of every list. */
export const pageQuery = {
  limit: upTo200.default(50).describe('How many items a page has.'),
  cursor: z
    .string()
    .max(3_000, 'This is no cursor.')
    .optional()
    .describe('Where the page begins: “next” of the one before.'),
};

/** The same of a list that is sorted by values of a type. */
export const pageBy = (type: ValueType) => ({
  ...pageQuery,
  cursor: pageQuery.cursor
    .unwrap()
    .refine((text) => readCursor(text, type) !== null, 'This is no cursor of this list.')
    .optional()
    .describe('Where the page begins: “next” of the one before.'),
});

/** Text of a filter. What can't be looked for is refused: without it, the answer would be about more. */
export const wanted = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Say what to look for, or leave it out.')
    .max(max, `Enter at most ${max} characters.`)
    .refine((text) => storable(text) === text, 'It has a character that no text can have. Leave it out.')
    .optional();

const INSTANT = 'Enter an instant, as in 2027-03-01T09:00:00Z.';
const [FIRST, LAST] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59Z')];

/** An instant of a filter, in UTC by then. */
export const wantedInstant = z.iso
  .datetime({ offset: true, error: INSTANT })
  .refine((text) => Date.parse(text) >= FIRST && Date.parse(text) <= LAST, INSTANT)
  .transform((text) => new Date(text).toISOString())
  .optional();

/** For what has no parameters. */
export const noQuery = z.strictObject({});
