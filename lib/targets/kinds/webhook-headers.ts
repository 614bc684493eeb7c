import { z } from 'zod';
import { MASK } from '../mask';

/** Of one connection alone (RFC 9110, section 7.6.1), or made by Rota for each request. */
const RESERVED = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const RESERVED_FAMILY = /^(?:webhook|rota)-/;

/** A token of RFC 9110, section 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** A field value of RFC 9110, section 5.5, of visible characters, blanks and tabs. */
const VALUE = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/;

const MOST = 20;

const name = z
  .string('Enter the name of the header.')
  .trim()
  .max(100, 'The name of a header may have at most 100 characters.')
  .regex(NAME, 'The name of a header has letters, digits and hyphens, as in X-Api-Key.')
  .superRefine((text, context) => {
    const lower = text.toLowerCase();
    if (RESERVED.has(lower) || RESERVED_FAMILY.test(lower))
      context.addIssue({ code: 'custom', message: `Rota sets ${text} itself: choose another name.` });
  });

const value = z
  .string('Enter the value of the header.')
  .trim()
  .max(4_000, 'The value of a header may have at most 4,000 characters.')
  .refine(
    (text) => text === MASK || VALUE.test(text),
    'The value of a header is one line of ASCII characters, and not empty.',
  );

/** The headers that a webhook has of its own. A secret one that comes back masked keeps its value. */
export const headers = z
  .array(
    z
      .strictObject({ name, value, secret: z.boolean('Choose yes or no.').default(false) })
      .refine(({ value, secret }) => secret || value !== MASK, {
        path: ['value'],
        error: 'Enter the value: this one is no secret any more.',
      }),
  )
  .max(MOST, `A webhook has at most ${MOST} headers of its own.`)
  .superRefine((all, context) => {
    for (const [index, header] of all.entries())
      if (all.slice(0, index).some((one) => one.name.toLowerCase() === header.name.toLowerCase()))
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `There is a header ${header.name} already: leave one out.`,
        });
  })
  .default([]);

export type Header = z.output<typeof headers>[number];
