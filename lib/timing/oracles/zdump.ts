import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** For tests: the system's own time zone database, read through zdump. Nothing here uses Intl. */

/** An instant in epoch milliseconds with the offsets from UTC before and after it, in milliseconds. */
export type Change = { at: number; before: number; after: number };

const ZDUMP = '/usr/bin/zdump';
const FOLDER = process.env.TZDIR ?? '/usr/share/zoneinfo';
const SOURCE = path.join(FOLDER, 'tzdata.zi');

/** Whether zdump and the database are here, as on Debian with libc-bin and tzdata. */
export const hasSystemZones = existsSync(ZDUMP) && existsSync(SOURCE);

/** The release of the database, such as 2025b. Throws Error where the file does not say. */
export function systemRelease(): string {
  const release = /^# version (\d{4}[a-z])/.exec(readFileSync(SOURCE, 'utf8'))?.[1];
  if (!release) throw new Error(`${SOURCE} does not begin with its version`);
  return release;
}

/** Zones that the database does not have; zdump would take each for UTC without a word. */
export function absentZones(names: readonly string[]): string[] {
  return names.filter((name) => !existsSync(path.join(FOLDER, name)));
}

/** What zdump prints of many zones, by two processes at once. */
async function zdump(args: readonly string[], names: readonly string[]): Promise<string> {
  const middle = Math.ceil(names.length / 2);
  const halves = [names.slice(0, middle), names.slice(middle)].filter((half) => half.length > 0);
  const printed = await Promise.all(
    halves.map((half) => promisify(execFile)(ZDUMP, [...args, ...half], { maxBuffer: 2 ** 28 })),
  );
  return printed.map(({ stdout }) => stdout).join('');
}

/** The changes of offset from the first year up to the last, not included. */
export async function changesBySystem(
  names: readonly string[],
  [first, last]: [number, number],
): Promise<Map<string, Change[]>> {
  const changes = new Map<string, Change[]>(names.map((name) => [name, []]));
  const record = /^(\S+) +\w+ (\w+ +\d+ [\d:]+ \d+) UT = .* gmtoff=(-?\d+)$/gm;
  let previous: { name: string; offset: number } | undefined;
  const listed = await zdump(['-v', '-c', `${first},${last}`], names);
  for (const [, name = '', time = '', seconds = ''] of listed.matchAll(record)) {
    const [at, offset] = [Date.parse(`${time} UTC`), Number(seconds) * 1000];
    if (previous?.name === name && previous.offset !== offset && at < Date.UTC(last, 0, 1)) {
      changes.get(name)?.push({ at, before: previous.offset, after: offset });
    }
    previous = { name, offset };
  }
  return changes;
}

/** The offset with which each zone began a year, in milliseconds. */
export async function offsetsBySystem(names: readonly string[], year: number): Promise<Map<string, number>> {
  const listed = await zdump(['-i', '-c', `${year},${year + 1}`], names);
  const record = /^TZ="(.+)"\n-\t-\t([+-])(\d\d)(\d\d)?(\d\d)?/gm;
  return new Map(
    Array.from(listed.matchAll(record), ([, name = '', sign, hours, minutes = '0', seconds = '0']) => {
      const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
      return [name, (sign === '-' ? -offset : offset) * 1000];
    }),
  );
}
