import type { Payload } from './draft';
import type { Standing } from './filter';
import type { Step } from './steps';

/** What pages are told. Nothing here needs a server. */

export type TargetView = { kind: string; icon: string; name: string };

/** One line of the list of finds. */
export type FindView = {
  arn: string;
  kind: 'schedule' | 'rule';
  name: string;
  group: string;
  /** The expression in plain English; the expression itself where it is none. */
  when: string;
  expression: string;
  targets: TargetView[];
  enabled: boolean;
  tags: string[];
  standing: Standing;
  reasons: string[];
  /** The schedule that it became. */
  schedule: { id: string; step: Step } | null;
};

export type ScanView = {
  status: 'never' | 'asked' | 'done' | 'failed';
  askedBy: string | null;
  askedAt: Date | null;
  finishedAt: Date | null;
  found: number;
  error: string | null;
};

/** What would become of something, for a person to decide. */
export type PreviewView = {
  arn: string;
  kind: 'schedule' | 'rule';
  name: string;
  group: string;
  verdict: 'ready' | 'needs-role' | 'refused';
  reasons: string[];
  notes: string[];
  payloads: Payload[];
  enabled: boolean;
  becomes: { name: string; team: string; owner: string; when: string; targets: TargetView[] };
};

/** How far something is that is being taken over or given back. */
export type ProgressView = {
  id: string;
  name: string;
  original: string;
  kind: 'schedule' | 'rule';
  step: Step;
  error: string | null;
  /** Since when the original is known to be enabled again. */
  alarmAt: Date | null;
  /** Whether Rota's schedule is on, so that an original that is enabled runs beside it. */
  runsTwice: boolean;
  /** Where the file of Rota's schedule lives: until it is released, its original can't be given back. */
  managedBy: string | null;
  environment: { name: string; production: boolean };
  terraform: string;
};

/** Where a schedule comes from, for its page. */
export type OriginView = ProgressView & { arn: string; byName: string; at: Date; checkedAt: Date | null };
