import { KINDS } from '@/lib/targets/registry';

const LABELS: Readonly<Record<string, string>> = {
  managedBy: 'Lives in',
  afterPause: 'After a pause',
  ifLate: 'If late',
  graceSeconds: 'Grace (seconds)',
  pauseAfterFailures: 'Pauses itself after failures',
  timeoutSeconds: 'Time-out (seconds)',
  safeToRepeat: 'Safe to repeat',
  gateId: 'Gate',
  timeZone: 'Time zone',
  pauseUntil: 'Paused until',
  startAt: 'Start',
  endAt: 'End',
  flexibleMinutes: 'Flexible window (minutes)',
  arn: 'ARN',
  roleArn: 'Role',
  secretFields: 'Secret fields',
  retryAttempts: 'Retry attempts',
  maxAgeSeconds: 'Retries for at most (seconds)',
  deadLetterArn: 'Dead-letter queue',
  messageGroupId: 'Message group',
  taskDefinition: 'Task definition',
  launchType: 'Launch type',
  securityGroups: 'Security groups',
  assignPublicIp: 'Public IP address',
  taskCount: 'Number of tasks',
  waitsForCallback: 'Waits for a call-back',
  callbackHours: 'Called back within (hours)',
};

const CHOICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  delivery: { direct: 'direct', through: 'through Rota' },
  overlap: {
    allow: 'runs at the same time',
    skip: 'left out while one is running',
    queue: 'one waits',
  },
  afterPause: { skip: 'left out', last: 'the last only', all: 'all of them' },
  ifLate: { ask: 'asks', skip: 'left out', last: 'the last only', all: 'all of them' },
  invocation: { event: 'handed over', result: 'waits for the result' },
};

/** The value of a choice as people say it; any other value as it is. */
export const choiceText = (name: string, value: unknown): unknown =>
  (typeof value === 'string' && CHOICES[name]?.[value]) || value;

/** A field of a snapshot as people read it. */
export const fieldLabel = (name: string): string =>
  LABELS[name] ?? name.charAt(0).toUpperCase() + name.slice(1);

/** The same within a sentence. */
export const fieldInSentence = (name: string): string => {
  const label = fieldLabel(name);
  return label === 'ARN' ? label : label.charAt(0).toLowerCase() + label.slice(1);
};

export type TargetSnapshot = { id: string } & Record<string, unknown>;

/** A target's number, from 1, its kind and its name, as in `Target 2, SQS queue statements`. */
export function targetLabel(index: number, target: TargetSnapshot): string {
  const number = `Target ${index + 1}`;
  const kind = Object.values(KINDS).find((one) => one.kind === target.kind);
  if (!kind || typeof target.arn !== 'string') return number;
  return `${number}, ${kind.label} ${kind.shortName(target.arn, target)}`;
}
