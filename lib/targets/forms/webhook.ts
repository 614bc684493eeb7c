import type { Settings } from '../kinds/webhook';
import type { Header } from '../kinds/webhook-headers';
import { numberOf } from './number';

/** What only this kind's form holds, as typed. */
export type Fields = { kind: 'webhook'; headers: Header[]; waitsForCallback: boolean; callbackHours: string };

export const empty: Fields = { kind: 'webhook', headers: [], waitsForCallback: false, callbackHours: '24' };

export const fromSettings = ({ headers, waitsForCallback, callbackHours }: Settings): Fields => ({
  kind: 'webhook',
  headers,
  waitsForCallback,
  callbackHours: String(callbackHours),
});

/** What the schema of this kind checks. */
export const toInput = ({ kind, headers, waitsForCallback, callbackHours }: Fields) => ({
  kind,
  headers,
  waitsForCallback,
  callbackHours: numberOf(callbackHours),
});
