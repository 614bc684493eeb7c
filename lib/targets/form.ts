import { DEFAULT_RETRY, DEFAULT_TIMEOUT_SECONDS } from './fields';
import * as ecs from './forms/ecs';
import * as lambda from './forms/lambda';
import { numberOf } from './forms/number';
import * as other from './forms/other';
import * as sfn from './forms/sfn';
import * as sns from './forms/sns';
import * as sqs from './forms/sqs';
import * as webhook from './forms/webhook';
import { KINDS, type Kind, needsRole } from './registry';

export const AGE_UNITS = { seconds: 1, minutes: 60, hours: 3600 } as const;
export type AgeUnit = keyof typeof AGE_UNITS;

type CommonFields = {
  /** Tells the targets of one form apart; the id where there is one. */
  key: string;
  id?: string | undefined;
  arn: string;
  roleArn: string;
  input: string;
  /** JSON pointers. */
  secretFields: string[];
  retryAttempts: string;
  maxAge: string;
  maxAgeUnit: AgeUnit;
  deadLetterArn: string;
  timeoutSeconds: string;
  safeToRepeat: boolean;
  /** The id of the gate that it stands behind; '' is none. */
  gateId: string;
};

/** A target as typed: numbers are text, an empty box is ''. */
export type TargetForm = CommonFields & KindFields;

type KindFields =
  | ecs.Fields
  | lambda.Fields
  | sqs.Fields
  | sns.Fields
  | sfn.Fields
  | webhook.Fields
  | other.Fields;

/** The target form of one kind. */
export type TargetFormOf<K extends Kind> = Extract<TargetForm, { kind: K }>;

/** The shape that every file in forms/ has. */
interface KindForm {
  readonly empty: KindFields;
  fromSettings(settings: object): KindFields;
  toInput(fields: object): object;
}

const FORMS: Record<Kind, KindForm> = { ecs, lambda, sqs, sns, sfn, webhook, other };

/**
 * A new target of a kind; role and dead-letter queue are those of the one before it, where there is one.
 * @param queueArn the dead-letter queue of its environment, for the first
 */
export function emptyTarget(
  kind: Kind,
  key: string,
  previous?: TargetForm,
  queueArn: string | null = null,
): TargetForm {
  return {
    ...FORMS[kind].empty,
    key,
    arn: '',
    roleArn: needsRole(kind) ? (previous?.roleArn ?? '') : '',
    input: '',
    secretFields: [],
    retryAttempts: String(DEFAULT_RETRY.retryAttempts),
    ...ageFields(DEFAULT_RETRY.maxAgeSeconds),
    deadLetterArn: previous ? previous.deadLetterArn : (queueArn ?? ''),
    timeoutSeconds: String(DEFAULT_TIMEOUT_SECONDS),
    safeToRepeat: KINDS[kind].safeToRepeat,
    gateId: '',
  };
}

/** Targets with the dead-letter queue of another environment where they have that of the one before. */
export const withQueueOf = (
  targets: readonly TargetForm[],
  before: string | null,
  after: string | null,
): TargetForm[] =>
  targets.map((target) =>
    before !== null && target.deadLetterArn === before ? { ...target, deadLetterArn: after ?? '' } : target,
  );

/** A target as stored, its secrets masked. */
export type TargetSource = {
  id: string;
  kind: Kind;
  arn: string;
  roleArn: string;
  settings: Record<string, unknown>;
  input: string | null;
  secretFields: string[];
  retryAttempts: number;
  maxAgeSeconds: number;
  deadLetterArn: string | null;
  timeoutSeconds: number;
  safeToRepeat: boolean;
  gateId: string | null;
};

/** A stored target as a form shows it. */
export function targetFormFrom(target: TargetSource): TargetForm {
  return {
    ...FORMS[target.kind].fromSettings(target.settings),
    key: target.id,
    id: target.id,
    arn: target.arn,
    roleArn: target.roleArn,
    input: target.input ?? '',
    secretFields: target.secretFields,
    retryAttempts: String(target.retryAttempts),
    ...ageFields(target.maxAgeSeconds),
    deadLetterArn: target.deadLetterArn ?? '',
    timeoutSeconds: String(target.timeoutSeconds),
    safeToRepeat: target.safeToRepeat,
    gateId: target.gateId ?? '',
  };
}

/** What `targetInput(place)` checks. */
export function toTargetInput(target: TargetForm) {
  return {
    ...FORMS[target.kind].toInput(target),
    ...(target.id !== undefined && { id: target.id }),
    arn: target.arn,
    roleArn: target.roleArn,
    input: target.input,
    secretFields: target.secretFields,
    retryAttempts: numberOf(target.retryAttempts),
    maxAgeSeconds: seconds(target),
    deadLetterArn: target.deadLetterArn,
    timeoutSeconds: numberOf(target.timeoutSeconds),
    safeToRepeat: target.safeToRepeat,
    gateId: target.gateId,
  };
}

/** The largest unit that says an age in a whole number. */
function ageFields(age: number): Pick<CommonFields, 'maxAge' | 'maxAgeUnit'> {
  const units: AgeUnit[] = ['hours', 'minutes', 'seconds'];
  const maxAgeUnit = units.find((unit) => age % AGE_UNITS[unit] === 0) ?? 'seconds';
  return { maxAge: String(age / AGE_UNITS[maxAgeUnit]), maxAgeUnit };
}

function seconds({ maxAge, maxAgeUnit }: CommonFields): number | string {
  const value = numberOf(maxAge);
  return typeof value === 'number' ? value * AGE_UNITS[maxAgeUnit] : value;
}
