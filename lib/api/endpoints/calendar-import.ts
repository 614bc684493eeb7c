import { z } from 'zod';
import { importCalendar, previewImport } from '@/lib/calendars/import';
import { getCalendar } from '@/lib/calendars/queries';
import { previewInput } from '@/lib/calendars/schema';
import { authorise, parse } from '@/lib/command';
import { stale } from '@/lib/errors';
import { toWhatIsThere, versionOf } from '../conditional';
import { endpoint } from '../endpoint';
import { noQuery } from '../shapes/common';

const ical = previewInput.extend({
  dryRun: z.boolean().default(false).describe('Says what the file would do, and changes nothing.'),
});

/** A whole file, as far as a body may be large. */
export const calendarImport = endpoint({
  id: 'importCalendar',
  method: 'POST',
  path: '/calendars/{id}/import',
  tag: 'Calendars',
  summary: 'Takes the entries of an iCalendar file into a calendar.',
  permission: 'calendar.import',
  query: noQuery,
  body: ical,
  fixed: ['id'],
  output: z
    .object({
      version: z.int(),
      added: z.int(),
      removed: z.int(),
      kept: z.int().describe('In the file and in the calendar.'),
      past: z.int().describe('Left out: over already.'),
      cancelled: z.int().describe('Left out: cancelled.'),
      total: z.int().describe('Entries that the calendar has then.'),
    })
    .meta({ id: 'ImportedCalendar' }),
  version: versionOf,
  async run({ context, params, body, ifMatch }) {
    const known = await authorise(context, 'calendar.import');
    const { dryRun, ...input } = parse(ical, { ...body, id: params.id });
    return toWhatIsThere(ifMatch, async () => {
      const { version } = await getCalendar(known, input.id);
      if (ifMatch !== null && ifMatch !== version)
        throw stale('It was changed meanwhile, so nothing was done.', version);
      const preview = await previewImport(known, input);
      const saved = dryRun ? { version } : await importCalendar(known, { ...input, version });
      return { ...preview, added: preview.added.length, removed: preview.removed.length, ...saved };
    });
  },
});
