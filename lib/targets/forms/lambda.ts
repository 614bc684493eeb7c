import type { INVOCATIONS, Settings } from '../kinds/lambda';

/** What only this kind's form holds, as typed. */
export type Fields = { kind: 'lambda'; invocation: (typeof INVOCATIONS)[number] };

export const empty: Fields = { kind: 'lambda', invocation: 'event' };

/** Of functions that were stored before there was a choice, too. */
export const fromSettings = ({ invocation = 'event' }: Partial<Settings>): Fields => ({
  kind: 'lambda',
  invocation,
});

/** What the schema of this kind checks. */
export const toInput = ({ kind, invocation }: Fields) => ({ kind, invocation });
