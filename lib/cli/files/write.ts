import { Document } from 'yaml';
import type { ScheduleDefinition } from '@/lib/api/definition/schema';

/**
 * A definition as a file says it, for `rota apply`: without the ids of targets, which belong to one installation, and
 * without where it lives, which whoever applies it says.
 */
export function yamlOf({ managedBy: _, ...definition }: ScheduleDefinition): string {
  const targets = definition.targets.map(({ id: __, ...target }) => target);
  // A reader of YAML 1.1 would take 10:00 for 600, and yes for true.
  return new Document({ ...definition, targets }, { compat: 'yaml-1.1' }).toString({ lineWidth: 110 });
}

/**
 * The name of a file for a schedule.
 * @param taken those of the files that are there already; the new one is added
 */
export function fileNameOf(name: string, extension: string, taken: Set<string>): string {
  return unusedName(name, taken, (stem, end) => `${stem}${end}.${extension}`);
}

/**
 * The first name for a schedule that nothing has yet; it is taken then.
 * @param joined of its own name in small letters, and of what tells it apart: nothing, `-2`, `-3` …
 */
export function unusedName(
  name: string,
  taken: Set<string>,
  joined: (stem: string, end: string) => string,
): string {
  const stem = slugOf(name) || 'schedule';
  for (let number = 1; ; number += 1) {
    const unused = joined(stem, number === 1 ? '' : `-${number}`);
    if (taken.has(unused)) continue;
    taken.add(unused);
    return unused;
  }
}

/** A name in small letters, digits and hyphens. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
