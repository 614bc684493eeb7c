type Calendar = { id: string; name: string; team: string | null };

/**
 * Calendars as a definition of the API names them, so that the same ones are equal: each once, in order, by its name;
 * by its id where the name leads to another one. What is not among them stays as it was written.
 * @param team the name of the schedule's team, whose own calendars go before everybody's
 * @param all those that there are, each with the name of its team, null of everybody's
 */
export function calendarNames(named: readonly string[], team: string, all: readonly Calendar[]): string[] {
  const followed = all.filter((one) => one.team === team || one.team === null);
  const byName = (name: string) => {
    const fit = followed.filter((one) => one.name === name);
    return fit.find((one) => one.team !== null) ?? fit[0];
  };
  const names = named.map((text) => {
    const calendar = followed.find(({ id }) => id === text) ?? byName(text);
    if (!calendar) return text;
    return byName(calendar.name) === calendar ? calendar.name : calendar.id;
  });
  return [...new Set(names)].sort();
}
