import type { Settings } from '../kinds/sfn';

/** What only this kind's form holds, as typed. */
export type Fields = { kind: 'sfn' };

export const empty: Fields = { kind: 'sfn' };

export const fromSettings = (_: Settings): Fields => empty;

/** What the schema of this kind checks. */
export const toInput = (_: Fields) => empty;
