import type { FoundRule } from '@/lib/aws/discover';
import type { AwsRuleTarget } from '@/lib/aws/events';
import type { AwsTarget } from '@/lib/aws/scheduler';
import { type Place, parseArn } from '@/lib/targets/arn';
import type { Mapping } from './mapping';
import { imitatedEvent, ruleEvent, schedulerEvent } from './payload';

/** What becomes of one target of a rule. */
export type Carried = {
  /** As EventBridge Scheduler would have it; its role is empty where one has to be named. */
  target: AwsTarget;
  /** Why it can't be taken over; empty where it can. */
  refusals: string[];
  /** What will differ. */
  notes: string[];
  /** What it receives, where that differs. */
  payload: { before: string; after: string } | null;
};

/** Services that receive the event of a rule where they are given no input. */
const RECEIVES_EVENT = new Set(['lambda', 'sqs', 'sns', 'states', 'firehose']);

const KNOWN = new Set([
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'EcsParameters',
  'SqsParameters',
  'SageMakerPipelineParameters',
  'DeadLetterConfig',
  'RetryPolicy',
]);

/** Why EventBridge Scheduler can't do what a member of a rule's target asks for. */
const REFUSED: Record<string, string> = {
  InputTransformer:
    'It rewrites the event by an input transformer, which EventBridge Scheduler does not have. Give it a constant input in the rule first, or let the target do the rewriting.',
  InputPath:
    'It receives a part of the event by an input path, which EventBridge Scheduler does not have. Give it a constant input in the rule first.',
  KinesisParameters:
    'Its partition key is picked from the event, which EventBridge Scheduler does not do: there the key is constant. Make a schedule for this stream by hand.',
  BatchParameters:
    'Rules submit Batch jobs in a way of their own. Make a schedule with the API action arn:aws:scheduler:::aws-sdk:batch:submitJob by hand.',
  RunCommandParameters:
    'Rules send Run Commands in a way of their own. Make a schedule with the API action arn:aws:scheduler:::aws-sdk:ssm:sendCommand by hand.',
  RedshiftDataParameters:
    'Rules run Redshift statements in a way of their own. Make a schedule with the API action arn:aws:scheduler:::aws-sdk:redshiftdata:executeStatement by hand.',
  HttpParameters: 'It calls an HTTP endpoint, which EventBridge Scheduler does not do by itself.',
  AppSyncParameters: 'It calls AppSync, which EventBridge Scheduler does not do by an ARN alone.',
};

/** A rule's target as one of EventBridge Scheduler, with what is lost or changed on the way. */
export function carry(target: AwsRuleTarget, found: FoundRule, mapping: Mapping, place: Place): Carried {
  const { Arn = '', Input, RoleArn, DeadLetterConfig, RetryPolicy } = target;
  const { EcsParameters, SqsParameters, SageMakerPipelineParameters } = target;
  const service = parseArn(Arn)?.service ?? '';
  const role = mapping.replaceRoles && mapping.roleArn ? mapping.roleArn : (RoleArn ?? mapping.roleArn ?? '');
  const event = Input === undefined && RECEIVES_EVENT.has(service);
  const input = event && mapping.imitateEvent ? imitatedEvent(place, found.arn) : Input;
  const { Tags: _, ...task } = EcsParameters ?? {};
  return {
    target: {
      Arn,
      RoleArn: role,
      ...(input !== undefined && { Input: input }),
      ...(EcsParameters && { EcsParameters: task as NonNullable<AwsTarget['EcsParameters']> }),
      ...(SqsParameters?.MessageGroupId && { SqsParameters }),
      ...(SageMakerPipelineParameters && { SageMakerPipelineParameters }),
      ...(DeadLetterConfig?.Arn && { DeadLetterConfig }),
      ...(RetryPolicy && { RetryPolicy }),
    },
    refusals: refusals(target, service),
    notes: notes(target, service, { event, role, imitated: mapping.imitateEvent }),
    payload: event
      ? {
          before: ruleEvent(place, found.arn),
          after: mapping.imitateEvent
            ? imitatedEvent(place, found.arn)
            : schedulerEvent(place, '<ARN of the AWS schedule>'),
        }
      : null,
  };
}

function refusals(target: AwsRuleTarget, service: string): string[] {
  const named = Object.entries(target)
    .filter(([name, value]) => value !== undefined && !KNOWN.has(name))
    .map(([name]) => REFUSED[name] ?? `It has ${name}, which this release of Rota does not know.`);
  if (service === 'events')
    named.push('It sends events on to an event bus or an API destination, as a rule only can.');
  if (service === 'kinesis' && !target.KinesisParameters)
    named.push(
      'A stream needs a constant partition key in EventBridge Scheduler. Make a schedule for it by hand.',
    );
  if ((target.EcsParameters?.Tags?.length ?? 0) > 0)
    named.push(
      'It tags its tasks, which can not be carried over. Put the tags into the task definition and let the rule propagate them first.',
    );
  return named;
}

function notes(
  target: AwsRuleTarget,
  service: string,
  { event, role, imitated }: { event: boolean; role: string; imitated: boolean },
): string[] {
  const found: string[] = [];
  if (target.RoleArn && role === target.RoleArn)
    found.push(
      `Its role ${role} was made for rules: its trust policy must also name scheduler.amazonaws.com, or AWS refuses it.`,
    );
  if (event)
    found.push(
      imitated
        ? 'It goes on receiving what looks like the event of the rule. Only the id is new at each attempt.'
        : "It received the event of the rule, and will receive EventBridge Scheduler's, which differs.",
    );
  if (service === 'codebuild' && target.Input !== undefined)
    found.push('Check that the build takes this input from EventBridge Scheduler as it did from the rule.');
  return found;
}
