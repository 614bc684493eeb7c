import type { Settings } from '../kinds/lambda';

/** What only this kind's form holds, as typed. */
export type Fields = { kind: 'lambda' };

export const empty: Fields = { kind: 'lambda' };

export const fromSettings = (_: Settings): Fields => empty;

/** What the schema of this kind checks. */
export const toInput = (_: Fields) => empty;
