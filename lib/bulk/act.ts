import { authorise, parse } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { databaseNow } from '@/lib/schedules/load';
import { assertAny, paramsFor, startBulk } from './commands';
import { askedFor } from './items';
import { prepareBulk } from './prepare';
import { type Preview, previewBulk } from './preview';
import { prepareInput, startInput } from './schema';

const actInput = prepareInput.extend(startInput.omit({ id: true }).shape);

/**
 * Prepares an act on many schedules and starts it, for programs that look at no draft. What can't be started is refused
 * before anything is kept.
 * @returns the id of the job, and what it is about: counted as it was started
 * @throws RotaError as `prepareBulk` and `startBulk`
 */
export async function actOnMany(context: Context, raw: unknown): Promise<Preview & { id: string }> {
  const known = await authorise(context, 'bulk.start');
  const { action, selection, ...start } = parse(actInput, raw);
  const preview = await previewBulk(known, { action, selection });
  assertAny(preview.schedules);
  paramsFor(action, start, preview.schedules, await databaseNow(db()));
  const { named: _, ...unnamed } = known;
  const { id, rows } = await prepareBulk(unnamed, { action, selection });
  const { rows: schedules } = await startBulk(known, { ...start, id });
  return { ...preview, id, schedules, leftOut: askedFor(selection, rows) - schedules };
}
