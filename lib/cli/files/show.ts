import type { ReadableChange, Side } from '@/lib/audit/readable-difference';
import type { Io } from '../io';
import { plain, toned } from '../output';
import { problemText } from './documents';
import type { Plan, Step } from './plan';

const MARKS = { create: '+', change: '~', delete: '-', nothing: ' ' } as const;
const TONES = { create: 'good', change: 'warn', delete: 'bad', nothing: 'dim' } as const;
const WORDS = { create: 'create', change: 'change', delete: 'delete', nothing: 'unchanged' } as const;

/** A plan as people read it: each schedule with what becomes of it, field by field. */
export function planText(
  { source, steps, orphans, problems }: Plan,
  io: Pick<Io, 'terminal' | 'env'>,
): string {
  const wrong = problems.map((problem) => `${plain(problemText(problem))}\n`);
  if (problems.length > 0) return wrong.join('');
  const lines = steps.flatMap((step) => stepLines(step, io));
  const left = orphans.map(({ name, environment }) => `? ${plain(`${name} in ${environment}`)}\n`);
  const inNoFile = `Lives in ${source}, and is in no file. To delete it: --prune\n`;
  return [...lines, ...(left.length > 0 ? [inNoFile, ...left] : []), `${countText(steps)}\n`].join('');
}

function stepLines(step: Step, io: Pick<Io, 'terminal' | 'env'>): string[] {
  const { does, name, environment } = step;
  const head = toned(io, TONES[does], `${MARKS[does]} ${WORDS[does]} ${plain(`${name} in ${environment}`)}`);
  const changes = step.does === 'change' ? step.changes.flatMap(changeLines) : [];
  const anew = step.does === 'change' && step.secrets ? ['its secrets, which can’t be compared'] : [];
  return [`${head}\n`, ...[...changes, ...anew].map((line) => `    ${plain(line)}\n`)];
}

function changeLines(change: ReadableChange): string[] {
  switch (change.kind) {
    case 'value':
      return [`${change.label}: ${sideText(change.before)} → ${sideText(change.after)}`];
    case 'list':
      return [
        `${change.label}:`,
        ...change.removed.map((text) => `  - ${text}`),
        ...change.added.map((text) => `  + ${text}`),
      ];
    case 'lines':
      return [
        `${change.label}:`,
        ...change.rows.flatMap((row) => {
          if (row.kind === 'same') return [`    ${row.text}`];
          if (row.kind === 'skipped') return ['    …'];
          return [
            ...(row.before === null ? [] : [`  - ${row.before}`]),
            ...(row.after === null ? [] : [`  + ${row.after}`]),
          ];
        }),
      ];
  }
}

const sideText = (side: Side | undefined): string =>
  side ? `${side.text}${side.words ? ` (${side.words})` : ''}` : 'none';

/** As in `1 to create, 2 to change, 0 to delete, 5 unchanged.` */
function countText(steps: readonly Step[]): string {
  const { create, change, delete: gone, nothing } = counted(steps);
  return `${create} to create, ${change} to change, ${gone} to delete, ${nothing} unchanged.`;
}

/**
 * As in `1 created, 2 changed, 0 deleted, 5 unchanged.`
 * @param steps those that were done, and those that had nothing to do
 */
export function doneText(steps: readonly Step[]): string {
  const { create, change, delete: gone, nothing } = counted(steps);
  return `${create} created, ${change} changed, ${gone} deleted, ${nothing} unchanged.`;
}

function counted(steps: readonly Step[]): Record<Step['does'], number> {
  const counts = { create: 0, change: 0, delete: 0, nothing: 0 };
  for (const { does } of steps) counts[does] += 1;
  return counts;
}
