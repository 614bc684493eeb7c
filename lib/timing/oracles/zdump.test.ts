import { describe, expect, it } from 'vitest';
import { ODD_ZONES } from '../oracle';
import { timeZones } from '../zone';
import { zoneTable } from '../zone-table';
import {
  absentZones,
  type Change,
  changesBySystem,
  hasSystemZones,
  offsetsBySystem,
  systemRelease,
} from './zdump';
import { OLDEST_RELEASE, RELEASE_CHANGES, type ReleaseChange } from './zone-releases';

const FIRST_YEAR = 1970;
const PATIENCE = 120_000;

function changesByTable(timeZone: string, [first, last]: [number, number]): Change[] {
  const table = zoneTable(timeZone);
  const changes: Change[] = [];
  let segment = table.segmentAt(Date.UTC(first, 0, 1) - 1);
  while (segment.end < Date.UTC(last, 0, 1)) {
    const next = table.segmentAt(segment.end);
    if (next.offset !== segment.offset) {
      changes.push({ at: next.start, before: segment.offset, after: next.offset });
    }
    segment = next;
  }
  return changes;
}

const written = ({ at, before, after }: Change) =>
  `${new Date(at).toISOString()} ${before / 1000} to ${after / 1000}`;

/** When each side knows a change that the other does not. */
function differences(ours: readonly Change[], theirs: readonly Change[]): number[] {
  const [one, other] = [new Set(ours.map(written)), new Set(theirs.map(written))];
  return [
    ...ours.filter((change) => !other.has(written(change))),
    ...theirs.filter((change) => !one.has(written(change))),
  ].map(({ at }) => at);
}

/** The newest release whose changes are listed. Of one that came after it only what was settled then is compared. */
const NEWEST_RELEASE = String(
  RELEASE_CHANGES.map(({ release }) => release)
    .toSorted()
    .at(-1),
);
const SETTLED = Date.UTC(2026, 0, 1);

const covers = ({ from, to }: ReleaseChange, at: number) =>
  at >= Date.parse(from) && (to === undefined || at < Date.parse(to));

/** What exactly one of the two releases knows. */
function known(runtime: string, system: string): ReleaseChange[] {
  const [older, newer] = [runtime, system].toSorted();
  return RELEASE_CHANGES.filter(({ release }) => release > String(older) && release <= String(newer));
}

describe.skipIf(!hasSystemZones)("the same changes of clocks as in Debian's time zone database", () => {
  const runtime = process.versions.tz ?? '';
  const system = hasSystemZones ? systemRelease() : '';
  const between = known(runtime, system);
  const unlisted = [runtime, system].some((release) => release > NEWEST_RELEASE);

  async function compare(names: readonly string[], years: [number, number]) {
    const compared = { changes: 0, zones: 0 };
    const unexplained: string[] = [];
    const needed = new Set<string>();
    for (const [name, theirs] of await changesBySystem(names, years)) {
      compared.zones += 1;
      compared.changes += theirs.length;
      for (const at of differences(changesByTable(name, years), theirs)) {
        const reason = between.find((change) => change.zones.includes(name) && covers(change, at));
        if (reason) needed.add(`${reason.release} ${name}`);
        else if (!(unlisted && at >= SETTLED)) unexplained.push(`${name} at ${new Date(at).toISOString()}`);
      }
    }
    return { compared, unexplained, needed };
  }

  it('compares releases that the list of differences knows', () => {
    console.info(`zones: the runtime has ${runtime}, the system ${system}`);
    if (unlisted)
      console.info(
        `zones: newer than ${NEWEST_RELEASE}, compared until ${new Date(SETTLED).getUTCFullYear()}`,
      );
    expect([runtime, system].toSorted()[0]).toMatch(/^\d{4}[a-z]$/);
    expect(String([runtime, system].toSorted()[0]) >= OLDEST_RELEASE).toBe(true);
    expect(absentZones(timeZones())).toEqual([]);
  });

  it(
    'in every zone, from 1970 to 2040',
    async () => {
      const { compared, unexplained, needed } = await compare(timeZones(), [FIRST_YEAR, 2040]);
      console.info(`zones: ${compared.changes} changes in ${compared.zones} zones compared`);
      expect(unexplained).toEqual([]);
      const listed = between.flatMap(({ release, zones }) => zones.map((zone) => `${release} ${zone}`));
      if (!unlisted) expect([...needed].toSorted()).toEqual(listed.toSorted());
      expect(compared.zones).toBeGreaterThan(400);
      expect(compared.changes).toBeGreaterThan(18_000);
    },
    PATIENCE,
  );

  it('in every zone, around the year 2100, which is no leap year', async () => {
    const { compared, unexplained } = await compare(timeZones(), [2096, 2105]);
    expect(unexplained).toEqual([]);
    expect(compared.changes).toBeGreaterThan(2_000);
  });

  it('in zones with odd rules, from 1970 to 2199', async () => {
    const more = ['Europe/Dublin', 'Antarctica/Troll', 'Pacific/Chatham', 'Africa/Cairo', 'America/Nuuk'];
    const { compared, unexplained } = await compare([...ODD_ZONES, ...more], [FIRST_YEAR, 2199]);
    expect(unexplained).toEqual([]);
    expect(compared.changes).toBeGreaterThan(4_000);
  });

  it('and the same offset at the beginning of 1970', async () => {
    const bySystem = await offsetsBySystem(timeZones(), FIRST_YEAR);
    const at = Date.UTC(FIRST_YEAR, 0, 1);
    expect(bySystem.get('Africa/Monrovia')).toBe(-(44 * 60 + 30) * 1000);
    expect(timeZones().filter((name) => zoneTable(name).offsetAt(at) !== bySystem.get(name))).toEqual([]);
  });
});
