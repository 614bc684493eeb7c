import { validation } from '../errors';
import type { TargetInput } from './schedule';

/** Services with a templated target: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html */
const RESOURCE: Record<string, RegExp> = {
  codebuild: /^project\/.+$/,
  codepipeline: /^[^/]+$/,
  ecs: /^cluster\/[a-zA-Z0-9_-]{1,255}$/,
  events: /^event-bus\/[/.\-_A-Za-z0-9]{1,256}$/,
  firehose: /^deliverystream\/[a-zA-Z0-9_.-]{1,64}$/,
  inspector: /^target\/.+$/,
  kinesis: /^stream\/[a-zA-Z0-9_.-]{1,128}$/,
  lambda: /^function:[a-zA-Z0-9-_]{1,64}(:(\$LATEST|[a-zA-Z0-9-_]+))?$/,
  sagemaker: /^pipeline\/.+$/,
  sns: /^[a-zA-Z0-9_-]{1,256}(\.fifo)?$/,
  sqs: /^[a-zA-Z0-9_-]{1,80}(\.fifo)?$/,
  states: /^stateMachine:[^\s:]{1,80}(:[^\s:]{1,80})?$/,
};

const NEEDS = {
  ecs: 'EcsParameters',
  events: 'EventBridgeParameters',
  kinesis: 'KinesisParameters',
} as const;

/** Which service's targets may carry which block of parameters. */
const PARAMETERS = {
  EcsParameters: 'ecs',
  EventBridgeParameters: 'events',
  KinesisParameters: 'kinesis',
  SageMakerPipelineParameters: 'sagemaker',
  SqsParameters: 'sqs',
} as const;

const JSON_INPUT = new Set(['lambda', 'states', 'events', 'ecs']);
const READ_ONLY =
  /^(get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)/;

const INPUT_LIMIT = 256 * 1024;

export interface TargetArn {
  region: string;
  account: string;
  service: string;
  resource: string;
}

/** Splits `arn:aws:<service>:<region>:<account>:<resource>`; undefined when it has another form. */
export function parseArn(arn: string): TargetArn | undefined {
  const match = /^arn:aws(?:-[a-z]+)*:([a-z0-9-]+):([a-z0-9-]+):(\d{12}):(.+)$/.exec(arn);
  if (!match) return undefined;
  const [, service = '', region = '', account = '', resource = ''] = match;
  return { service, region, account, resource };
}

/** `arn:aws:scheduler:::aws-sdk:<service>:<action>`, a call of any AWS API. */
export function parseUniversalArn(arn: string): { service: string; action: string } | undefined {
  const match = /^arn:aws(?:-[a-z]+)*:scheduler:::aws-sdk:([a-z0-9]+):([A-Za-z0-9.]+)$/.exec(arn);
  return match ? { service: match[1] ?? '', action: match[2] ?? '' } : undefined;
}

function requireJson(input: string | undefined): void {
  if (input === undefined) return;
  try {
    JSON.parse(input);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw validation('Invalid input: the Input of this target must be well-formed JSON.');
  }
}

function checkUniversal(target: TargetInput, service: string, action: string): void {
  if (!/^[a-z]/.test(action))
    throw validation(`Invalid request provided: ${action} must begin with a lower-case letter.`);
  if (READ_ONLY.test(action))
    throw validation(
      `Invalid request provided: ${service}:${action} only reads and is not a supported target.`,
    );
  requireJson(target.Input);
}

function checkTemplated(target: TargetInput): void {
  const arn = parseArn(target.Arn);
  if (!arn) throw validation('Provided Arn is not in correct format.');
  const { service, resource } = arn;
  const pattern = RESOURCE[service];
  if (!pattern)
    throw validation(`Invalid request provided: ${service} is not a supported service for a target.`);
  if (!pattern.test(resource)) throw validation('Provided Arn is not in correct format.');
  const needed = Object.entries(NEEDS).find(([owner]) => owner === service)?.[1];
  if (needed && !target[needed]) throw validation(`${needed} must be specified for a target of ${service}.`);
  for (const [block, owner] of Object.entries(PARAMETERS) as [keyof typeof PARAMETERS, string][])
    if (target[block] && owner !== service)
      throw validation(`${block} is not supported for a target of ${service}.`);
  const fifo = service === 'sqs' && resource.endsWith('.fifo');
  if (fifo && !target.SqsParameters?.MessageGroupId)
    throw validation('MessageGroupId must be specified for a FIFO queue.');
  if (JSON_INPUT.has(service)) requireJson(target.Input);
}

/** Holds a target against the rules of its service. Throws ValidationException. */
export function checkTarget(target: TargetInput): void {
  const universal = parseUniversalArn(target.Arn);
  if (universal) checkUniversal(target, universal.service, universal.action);
  else checkTemplated(target);
  if (Buffer.byteLength(target.Input ?? '') > INPUT_LIMIT)
    throw validation(`Invalid input: the Input must not exceed ${INPUT_LIMIT} bytes.`);
}
