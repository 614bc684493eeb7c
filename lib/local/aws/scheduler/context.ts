import type { Connection } from './database';

/** What one operation runs with. */
export interface Context {
  db: Connection;
  region: string;
  account: string;
  /** Epoch milliseconds. */
  now: number;
  /** Role ARNs that are refused, as those whose trust policy leaves EventBridge Scheduler out. */
  unassumableRoles: ReadonlySet<string>;
}
