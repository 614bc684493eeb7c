import { describe as inEnglish } from '@/lib/timing/describe';
import { ExpressionError, parseExpression } from '@/lib/timing/expression';
import { diff } from './diff';
import { ofToday } from './readable-difference-earlier';
import { type SideRow, sideBySide } from './readable-difference-lines';
import {
  choiceText,
  fieldInSentence,
  fieldLabel,
  type TargetSnapshot,
  targetLabel,
} from './readable-difference-words';

/** One side of a value: its text, that it is an instant (ISO 8601, UTC), and what it means in words. */
export type Side = { text: string; instant?: true; words?: string };

/** One thing that differs, as people read it. A side is absent where the field stood on the other side only. */
export type ReadableChange = { label: string } & (
  | { kind: 'value'; before?: Side; after?: Side }
  | { kind: 'list'; added: string[]; removed: string[] }
  | { kind: 'lines'; rows: SideRow[] }
);

type Fields = Readonly<Record<string, unknown>>;

/** Whether an audited value is a schedule as `snapshot` makes it. */
export const isSnapshot = (value: unknown): value is Fields =>
  isFields(value) && typeof value.expression === 'string' && Array.isArray(value.targets);

/**
 * What differs between two snapshots of a schedule, in the order of their fields; empty exactly when they are equal. Lists
 * tell what was added and removed, JSON and long texts stand side by side, times are told in words too. Secrets are masked
 * as they are in the snapshots.
 * @param before null of a schedule that was created
 */
export function readableDifference(before: Fields | null, after: Fields): ReadableChange[] {
  const [left, right] = [before === null ? {} : ofToday(before), ofToday(after)];
  return namesOf(left, right).flatMap((name) =>
    name === 'targets'
      ? targetChanges(targetsOf(left), targetsOf(right))
      : change(fieldLabel(name), sidesOf(name, left, right)),
  );
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const targetsOf = ({ targets }: Fields) => (targets ?? []) as TargetSnapshot[];

function targetChanges(before: readonly TargetSnapshot[], after: readonly TargetSnapshot[]) {
  const all = [...after, ...before.filter(({ id }) => !after.some((target) => target.id === id))];
  const changes = all.flatMap((target) => {
    const [left, right] = [before, after].map((targets) => targets.find(({ id }) => id === target.id));
    const label = targetLabel((right ? after : before).indexOf(target), target);
    if (!left) return [lines(`${label}: added`, undefined, right)];
    if (!right) return [lines(`${label}: removed`, left, undefined)];
    return fieldsOfTarget(label, left, right);
  });
  const kept = (targets: readonly TargetSnapshot[], others: readonly TargetSnapshot[]) =>
    targets.filter(({ id }) => others.some((other) => other.id === id)).map(({ id }) => id);
  if (kept(before, after).join() === kept(after, before).join()) return changes;
  const order = (targets: readonly TargetSnapshot[]): Side => ({
    text: targets.map((target, index) => targetLabel(index, target)).join('; '),
  });
  return [
    ...changes,
    { label: 'Order of targets', kind: 'value', before: order(before), after: order(after) } as const,
  ];
}

const fieldsOfTarget = (label: string, left: TargetSnapshot, right: TargetSnapshot): ReadableChange[] =>
  namesOf(left, right).map((name) => {
    if (name === 'secretVersion' || name === 'headersVersion')
      return { label, kind: 'value', after: { text: 'secret values changed' } };
    const found = change(`${label}: ${fieldInSentence(name)}`, sidesOf(name, left, right));
    return found.kind === 'lines' ? { ...found, label: `${found.label} changed` } : found;
  });

/** The fields that differ. */
const namesOf = (left: Fields, right: Fields): string[] =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])].filter(
    (name) => diff({ [name]: left[name] }, { [name]: right[name] }).length > 0,
  );

/** The value of a field on either side, and what a time means. */
type Sides = {
  before: unknown;
  after: unknown;
  words(side: 'before' | 'after'): Pick<Side, 'words' | 'instant'>;
};

function sidesOf(name: string, left: Fields, right: Fields): Sides {
  const words = (side: 'before' | 'after') => {
    const of = side === 'before' ? left : right;
    if (INSTANTS.has(name) && of[name]) return { instant: true } as const;
    return name === 'expression' ? { words: inWords(of) } : {};
  };
  return { before: choiceText(name, left[name]), after: choiceText(name, right[name]), words };
}

const INSTANTS = new Set(['pauseUntil', 'startAt', 'endAt']);

function inWords({ expression, timeZone, second }: Fields): string {
  try {
    return inEnglish(parseExpression(String(expression)), String(timeZone), Number(second ?? 0));
  } catch (error) {
    if (error instanceof ExpressionError) return 'not an expression';
    throw error;
  }
}

function change(label: string, { before, after, words }: Sides): ReadableChange {
  const [left, right] = [before ?? [], after ?? []];
  if (isTexts(left) && isTexts(right)) {
    const added = right.filter((text) => !left.includes(text));
    const removed = left.filter((text) => !right.includes(text));
    if (added.length + removed.length > 0) return { label, kind: 'list', added, removed };
  }
  if (isLong(before) || isLong(after)) return lines(label, before, after);
  return {
    label,
    kind: 'value',
    ...(before !== undefined && { before: { text: short(before), ...words('before') } }),
    ...(after !== undefined && { after: { text: short(after), ...words('after') } }),
  };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isLong = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.includes('\n') || parsed(value) !== null
    : typeof value === 'object' && value !== null && !isTexts(value);

function short(value: unknown): string {
  if (value === null || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return isTexts(value) ? value.join(', ') || 'none' : String(value);
}

/** JSON that means the same, but is not written the same, is shown as it is written. */
function lines(label: string, before: unknown, after: unknown): ReadableChange {
  const rows = sideBySide(linesOf(before, true), linesOf(after, true));
  const told = rows.some(({ kind }) => kind === 'changed');
  return {
    label,
    kind: 'lines',
    rows: told ? rows : sideBySide(linesOf(before, false), linesOf(after, false)),
  };
}

function linesOf(value: unknown, tidy: boolean): string[] {
  if (value === undefined || value === null || value === '') return [];
  const text = typeof value === 'string' && !(tidy && parsed(value)) ? value : snapshotText(value);
  return text.split('\n');
}

/** An audited value as JSON over several lines; texts in it that are JSON themselves, such as an input, are opened up. */
export const snapshotText = (value: unknown): string =>
  JSON.stringify(
    typeof value === 'string' ? (parsed(value) ?? value) : value,
    (_, inner: unknown) => (typeof inner === 'string' ? (parsed(inner) ?? inner) : inner),
    2,
  );

/** The JSON object or list that a text holds; null of other text. */
function parsed(text: string): object | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text) as object;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
