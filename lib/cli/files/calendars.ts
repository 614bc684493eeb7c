type Calendar = { id: string; name: string; team: string | null };

/**
 * The calendar that a name or an id means: the team's own goes before everybody's. Undefined where it can follow none.
 * @param team the name of the schedule's team
 * @param all those that there are, each with the name of its team, null of everybody's
 */
export function calendarNamed<C extends Calendar>(
  text: string,
  team: string,
  all: readonly C[],
): C | undefined {
  const followed = all.filter((one) => one.team === team || one.team === null);
  const fit = followed.filter(({ name }) => name === text);
  return followed.find(({ id }) => id === text) ?? fit.find((one) => one.team !== null) ?? fit[0];
}

/**
 * Calendars as a definition of the API names them, so that the same ones are equal: each once, in order, by its name;
 * by its id where the name leads to another one. What is not among them stays as it was written.
 * @param team the name of the schedule's team
 * @param all those that there are, each with the name of its team, null of everybody's
 */
export function calendarNames(named: readonly string[], team: string, all: readonly Calendar[]): string[] {
  const names = named.map((text) => {
    const calendar = calendarNamed(text, team, all);
    if (!calendar) return text;
    return calendarNamed(calendar.name, team, all) === calendar ? calendar.name : calendar.id;
  });
  return [...new Set(names)].sort();
}
