import { ACCOUNT } from '../account';
import type { Connection } from './database';

/** What one operation runs with. */
export interface Context {
  db: Connection;
  region: string;
  account: string;
  /** What the tables know this account and Region by. */
  realm: string;
  /** Epoch milliseconds. */
  now: number;
  /** Role ARNs that are refused, as those whose trust policy leaves EventBridge Scheduler out. */
  unassumableRoles: ReadonlySet<string>;
}

export type Place = { region: string; account: string };

/** The Region alone in the account of the local credentials, as `account/region` in another. */
export const realmOf = ({ region, account }: Place): string =>
  account === ACCOUNT ? region : `${account}/${region}`;

export function placeOf(realm: string): Place {
  const [region = '', account = ACCOUNT] = realm.split('/').reverse();
  return { region, account };
}
