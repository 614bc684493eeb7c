import { z } from 'zod';
import type { Found } from '@/lib/aws/discover';
import { optional, plainText, pointer } from '@/lib/targets/fields';

const teamId = z.string('Choose a team.').regex(/^[0-9a-hjkmnp-tv-z]{16}$/, 'Choose a team of the list.');

const owner = plainText('The owner', 100).refine(
  (text) => !/[\n\r\t]/.test(text),
  'The owner must be on one line.',
);

/** Which team and owner get what is taken over: the first line that fits, else the default. */
export const mappingInput = z.strictObject({
  teamId,
  owner: owner.refine((text) => text.length > 0, "The owner can't be empty."),
  lines: z
    .array(
      z.strictObject({
        by: z.enum(['prefix', 'tag'], 'Choose the beginning of the name, or a tag.'),
        /** The beginning of a name, or `key=value`. */
        match: plainText('What to look for', 200).refine(
          (text) => text.length > 0,
          'Enter what to look for.',
        ),
        teamId,
        /** Empty: the default owner. */
        owner: owner.default(''),
      }),
    )
    .max(50, 'At most 50 lines.')
    .superRefine((lines, context) => {
      for (const [index, { by, match }] of lines.entries())
        if (by === 'tag' && !/^[^=]+=/.test(match))
          context.addIssue({
            code: 'custom',
            path: [index, 'match'],
            message: 'Write a tag as key=value, as in team=finance.',
          });
    })
    .default([]),
  /** For targets of rules that have no role of their own. */
  roleArn: optional(z.string().trim().max(1600, 'An ARN has at most 1600 characters.')).default(null),
  /** Whether that role also takes the place of roles that rules have, which only EventBridge's rules may assume. */
  replaceRoles: z.boolean('Choose yes or no.').default(false),
  /** Whether a target that received the event of its rule goes on receiving what looks like it. */
  imitateEvent: z.boolean('Choose yes or no.').default(true),
  /** Fields that are kept secret of every input that has them. */
  secretFields: z.array(pointer).max(100, 'At most 100 fields can be secret.').default([]),
  /** Whether all of every input is kept secret. */
  secretInputs: z.boolean('Choose yes or no.').default(false),
});

export type Mapping = z.output<typeof mappingInput>;

/** The team and the owner of something that is found. Names are compared as they are, tags without regard to case. */
export function ownerOf(
  found: Pick<Found, 'name' | 'tags'>,
  mapping: Mapping,
): { teamId: string; owner: string } {
  const line = mapping.lines.find(({ by, match }) => {
    if (by === 'prefix') return found.name.startsWith(match);
    const at = match.indexOf('=');
    return Object.entries(found.tags).some(
      ([key, value]) => same(key, match.slice(0, at)) && same(value, match.slice(at + 1)),
    );
  });
  return { teamId: line?.teamId ?? mapping.teamId, owner: line?.owner || mapping.owner };
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
