export type Person = { id: string; name: string };

/** What a filter takes for a typed person: the id of the one who has this name, else what was typed. */
export function personValue(people: readonly Person[], typed: string): string {
  const [one, ...others] = people.filter(({ name }) => name === typed);
  return one && others.length === 0 ? one.id : typed;
}

/** How a filter's person reads: the name of a known id, else what was typed. */
export const nameOf = (people: readonly Person[], value: string): string =>
  people.find(({ id }) => id === value)?.name ?? value;
