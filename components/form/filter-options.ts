import type { SelectOption } from '@/components/ui/select-field';

export type Named = { id: string; name: string };

/**
 * The options of a filter by things with a name.
 * @param every how all of them stand in the address
 */
export const named = (all: string, names: readonly Named[], every = ''): SelectOption[] => [
  { value: every, label: all },
  ...names.map(({ id, name }) => ({ value: id, label: name })),
];

/** The options of a filter by what has a look of its own. */
export const looks = (all: string, looks: Readonly<Record<string, { label: string }>>): SelectOption[] => [
  { value: '', label: all },
  ...Object.entries(looks).map(([value, { label }]) => ({ value, label })),
];

/** What is filtered by stays to be seen, also where it is none of what can be chosen. */
export const orOther = (value: string, options: readonly SelectOption[]): readonly SelectOption[] =>
  options.some((option) => option.value === value)
    ? options
    : [...options, { value, label: `${value} (unknown)` }];

/** How many values narrow a list, but for those of `but`: its search, which is seen anyway, and its order. */
export const narrowing = <Name extends string>(
  values: Readonly<Record<Name, string>>,
  ...but: NoInfer<Name>[]
): number =>
  Object.entries(values).filter(([name, value]) => value && !(but as string[]).includes(name)).length;
