/** A row of two texts side by side: a line of both, a line that one or both have otherwise, or how many are left out. */
export type SideRow =
  | { kind: 'same'; text: string }
  | { kind: 'changed'; before: string | null; after: string | null }
  | { kind: 'skipped'; count: number };

/** Lines that stay the same and are shown before and after a change. */
const CONTEXT = 3;
/** Above this product of lengths the lines between the first and the last change are not matched with each other. */
const MOST_PAIRS = 1_000_000;

/**
 * Two texts side by side, line by line: what was removed stands beside what was added in its place; long stretches that
 * are the same are left out.
 */
export function sideBySide(before: readonly string[], after: readonly string[]): SideRow[] {
  const start = commonStart(before, after);
  const end = commonStart([...before.slice(start)].reverse(), [...after.slice(start)].reverse());
  const [left, right] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const same = (lines: readonly string[]) => lines.map((text): SideRow => ({ kind: 'same', text }));
  return shortened([
    ...same(before.slice(0, start)),
    ...matched(left, right),
    ...same(before.slice(before.length - end)),
  ]);
}

function commonStart(left: readonly string[], right: readonly string[]): number {
  const differs = left.findIndex((line, index) => line !== right[index]);
  return differs < 0 ? left.length : differs;
}

function matched(left: readonly string[], right: readonly string[]): SideRow[] {
  if (left.length * right.length > MOST_PAIRS) return paired(left, right);
  const rows: SideRow[] = [];
  let [removed, added]: [string[], string[]] = [[], []];
  const lengths = longestCommon(left, right);
  const width = right.length + 1;
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const [old, fresh] = [left[i], right[j]];
    if (old !== undefined && old === fresh) {
      rows.push(...paired(removed, added), { kind: 'same', text: old });
      [removed, added] = [[], []];
      i += 1;
      j += 1;
    } else if (
      fresh === undefined ||
      (old !== undefined && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      removed.push(old ?? '');
      i += 1;
    } else {
      added.push(fresh);
      j += 1;
    }
  }
  return [...rows, ...paired(removed, added)];
}

/** At `i * (right.length + 1) + j`: how many lines the rests from i and from j have in common, in order. */
function longestCommon(left: readonly string[], right: readonly string[]): Uint32Array {
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i -= 1)
    for (let j = right.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        left[i] === right[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  return lengths;
}

const paired = (removed: readonly string[], added: readonly string[]): SideRow[] =>
  Array.from({ length: Math.max(removed.length, added.length) }, (_, index) => ({
    kind: 'changed',
    before: removed[index] ?? null,
    after: added[index] ?? null,
  }));

function shortened(rows: readonly SideRow[]): SideRow[] {
  const near = (index: number) =>
    rows.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind === 'changed');
  const shown: SideRow[] = [];
  for (const [index, row] of rows.entries()) {
    const last = shown.at(-1);
    if (near(index)) shown.push(row);
    else if (last?.kind === 'skipped') last.count += 1;
    else shown.push({ kind: 'skipped', count: 1 });
  }
  return shown;
}
