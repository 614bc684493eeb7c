import type { ScheduleDefinition } from '@/lib/api/definition/schema';
import { spansAt } from '@/lib/targets/json-spans';
import { MASK } from '@/lib/targets/mask';

type Target = ScheduleDefinition['targets'][number];
type Fields = Readonly<Record<string, unknown>>;
type Secret = Fields & { name: string; value: string };

/** Whether the values of secrets stand in a definition, which nobody can compare with those that Rota keeps. */
export const hasSecrets = ({ targets, payload }: ScheduleDefinition): boolean =>
  targets.some((target) => {
    const input = inputOf(target, payload);
    return (
      secretsIn(input, target).some(({ start, end }) => input.slice(start, end) !== MASKED) ||
      secretHeaders(target).some(({ value }) => value !== MASK)
    );
  });

/**
 * A definition that leaves the secrets alone that Rota has: each of them masked, whatever stands in the file. What
 * becomes secret with it, and what is new, is written out.
 * @param present the targets that are there, masked, with their ids
 */
export function keepSecrets<D extends ScheduleDefinition>(wanted: D, present: readonly Target[]): D {
  const targets = wanted.targets.map((target) => {
    const there = present.find(
      ({ id, kind }) => id !== undefined && id === target.id && kind === target.kind,
    );
    return there ? keptIn(target, there, wanted.payload) : target;
  });
  return { ...wanted, targets };
}

function keptIn(target: Target, there: Target, payload: unknown): Target {
  const known = new Set(secretHeaders(there).map(nameOf));
  const headers = headersOf(target).map((header) =>
    header.secret === true && known.has(nameOf(header)) ? { ...header, value: MASK } : header,
  );
  const before = inputOf(there, undefined);
  const kept = new Set(secretsIn(before, there).map(({ pointer }) => pointer));
  const input = inputOf(target, payload);
  const spans = secretsIn(input, target).filter(({ pointer }) => kept.has(pointer));
  return {
    ...target,
    ...(headers.length > 0 && { headers }),
    ...(spans.length > 0 && { input: spans.reduceRight(masked, input) }),
  };
}

const MASKED = JSON.stringify(MASK);
const masked = (text: string, { start, end }: { start: number; end: number }): string =>
  `${text.slice(0, start)}${MASKED}${text.slice(end)}`;

/** The text that a target receives, empty of none. */
function inputOf(target: Target, payload: unknown): string {
  const input = target.input ?? payload;
  if (input === undefined || input === null) return '';
  return typeof input === 'string' ? input : JSON.stringify(input);
}

const secretsIn = (input: string, { secretFields }: Fields) =>
  spansAt(input, Array.isArray(secretFields) ? (secretFields as string[]) : []);

const headersOf = ({ headers }: Fields): Secret[] => (Array.isArray(headers) ? (headers as Secret[]) : []);
const secretHeaders = (target: Fields) => headersOf(target).filter(({ secret }) => secret === true);
const nameOf = ({ name }: Secret): string => name.trim().toLowerCase();
