import type { Settings } from '../kinds/other';

/** What only this kind's form holds, as typed: the parameters are JSON text. */
export type Fields = { kind: 'other'; parameters: string };

export const empty: Fields = { kind: 'other', parameters: '' };

export const fromSettings = ({ parameters }: Settings): Fields => ({
  kind: 'other',
  parameters: Object.keys(parameters).length > 0 ? JSON.stringify(parameters, null, 2) : '',
});

/** What the schema of this kind checks. */
export const toInput = (fields: Fields) => ({ kind: fields.kind, parameters: fields.parameters });
