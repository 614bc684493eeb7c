import type { Found } from '@/lib/aws/discover';
import { jsonOf, jsonProblem } from '@/lib/targets/fields';
import { spansAt } from '@/lib/targets/json-spans';
import type { Mapping } from './mapping';

/** What of an input is kept secret, as JSON pointers, and why it can't be as asked. */
export type Secrecy = { secretFields: string[]; refusal: string | null };

const NONE: Secrecy = { secretFields: [], refusal: null };

/** The inputs that an original gives its targets itself, in their order. */
export const inputsOf = (found: Found): (string | undefined)[] =>
  found.kind === 'rule' ? found.targets.map(({ Input }) => Input) : [found.schedule.Target?.Input];

/** All fields of an input where that is asked for, else those of the named ones that it has. */
export function secrecyOf(
  input: string | undefined,
  { secretInputs, secretFields }: Pick<Mapping, 'secretInputs' | 'secretFields'>,
): Secrecy {
  if (input === undefined || jsonProblem(input)) return NONE;
  if (secretInputs) return allOf(input);
  const pointers = new Set(spansAt(input, secretFields).map(({ pointer }) => pointer));
  return { secretFields: [...pointers], refusal: null };
}

function allOf(input: string): Secrecy {
  const value = jsonOf(input);
  if (typeof value !== 'object' || value === null)
    return {
      ...NONE,
      refusal:
        'Its input is a single value, of which no field can be kept secret. Give it an object as input in AWS first, or leave inputs readable.',
    };
  const secretFields = Object.keys(value).map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  return { secretFields, refusal: null };
}
