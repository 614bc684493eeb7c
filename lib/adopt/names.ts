const LONGEST = 100;

/**
 * A name that no schedule has, without regard to case: the one that is wanted, else with the group, else with a number.
 * @param taken names in small letters
 */
export function freeName(wanted: string, group: string, taken: ReadonlySet<string>): string {
  const candidates = [wanted, `${wanted} (${group})`];
  for (const name of candidates) if (isFree(name, taken)) return name;
  for (let number = 2; ; number += 1) {
    const name = `${wanted} (${number})`;
    if (isFree(name, taken)) return name;
  }
}

const isFree = (name: string, taken: ReadonlySet<string>) =>
  name.length <= LONGEST && !taken.has(name.toLowerCase());
