import type { z } from 'zod';
import type { AwsTarget } from '@/lib/aws/scheduler';
import type { Place } from './arn';
import * as ecs from './kinds/ecs';
import * as lambda from './kinds/lambda';
import * as other from './kinds/other';
import * as sfn from './kinds/sfn';
import * as sns from './kinds/sns';
import * as sqs from './kinds/sqs';
import * as webhook from './kinds/webhook';

export const KIND_NAMES = ['ecs', 'lambda', 'sqs', 'sns', 'sfn', 'webhook', 'other'] as const;
export type Kind = (typeof KIND_NAMES)[number];

/** The shape that every file in kinds/ has. */
interface TargetKind {
  readonly kind: Kind;
  readonly label: string;
  /** A glyph of Material Icons. */
  readonly icon: string;
  /** Whether a repeat does no harm unless somebody says otherwise. */
  readonly safeToRepeat: boolean;
  /** The form's fields, checked against the account and Region that the target must be in. */
  schema(place: Place): z.ZodType;
  /** The part of an input that only this kind has: stored as JSON beside the common columns. */
  settings(input: object): object;
  /** What EventBridge Scheduler is told of these settings. */
  toAws(settings: object): Partial<AwsTarget>;
  /** The way back: the form's own fields of a target that AWS has; null where it is of another kind. */
  fromAws(target: AwsTarget): object | null;
  /** The name by which people know the target, as in `send-statements`. */
  shortName(arn: string, settings: object): string;
}

/** Every kind of target. A new one is a file beside these, a line here and in schema.ts, and a form of its own. */
export const KINDS: Record<Kind, TargetKind> = { ecs, lambda, sqs, sns, sfn, webhook, other };

/** Whether a target of this kind is called in a role of AWS. */
export const needsRole = (kind: Kind): boolean => kind !== webhook.kind;
