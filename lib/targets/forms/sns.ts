import type { Settings } from '../kinds/sns';

/** What only this kind's form holds, as typed. */
export type Fields = { kind: 'sns' };

export const empty: Fields = { kind: 'sns' };

export const fromSettings = (_: Settings): Fields => empty;

/** What the schema of this kind checks. */
export const toInput = (_: Fields) => empty;
