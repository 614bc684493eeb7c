import { type Goal, isMet, type Measurement, type Result } from './benchmark';

/** A result as a table for people: one line a measurement, with its goal and whether that is met. */
export function table({ benchmark, measurements }: Result): string {
  const head = ['', 'goal', 'measured', '', 'figures'];
  const body = measurements.map((one) => [
    one.name,
    one.goal ? goalText(one.goal) : '',
    times(one.ratio),
    one.goal ? (isMet(one) ? 'met' : 'MISSED') : '',
    figuresText(one.figures),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((cells) => cells[column]?.length ?? 0)),
  );
  const lines = [head, ...body].map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [`${benchmark}: ${summary(measurements)}`, ...lines].join('\n');
}

/** Results as one object for programs. */
export function json(results: Result[]): string {
  return JSON.stringify({
    results: results.map(({ benchmark, measurements }) => ({
      benchmark,
      measurements: measurements.map((one) => ({ ...one, met: isMet(one) })),
    })),
  });
}

function summary(measurements: Measurement[]): string {
  const goals = measurements.filter(({ goal }) => goal).length;
  const missed = measurements.filter((one) => !isMet(one)).length;
  return missed === 0 ? `all ${goals} goals met` : `${missed} of ${goals} goals MISSED`;
}

const goalText = (goal: Goal) => ('atMost' in goal ? `≤ ${goal.atMost} ×` : `≥ ${goal.atLeast} ×`);

const times = (ratio: number) => `${ratio >= 100 ? ratio.toFixed(0) : ratio.toFixed(2)} ×`;

const figuresText = (figures: Record<string, number>) =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(2)}`)
    .join(', ');
