import { arnProblem, type Place, parseArn } from '../arn';

type Template = { what: string; resource: RegExp; example: string };

/**
 * Services whose resources EventBridge Scheduler calls by their ARN alone (Using templated targets, Scheduler user
 * guide).
 */
const TEMPLATES: Readonly<Record<string, Template>> = {
  codebuild: { what: 'a CodeBuild project', resource: /^project\/.+$/, example: 'project/nightly' },
  codepipeline: { what: 'a CodePipeline pipeline', resource: /^[^/]+$/, example: 'release' },
  ecs: { what: 'an ECS cluster', resource: /^cluster\/[\w-]{1,255}$/, example: 'cluster/jobs' },
  events: { what: 'an event bus', resource: /^event-bus\/[/.\-\w]{1,256}$/, example: 'event-bus/orders' },
  firehose: {
    what: 'a Firehose stream',
    resource: /^deliverystream\/[\w.-]{1,64}$/,
    example: 'deliverystream/archive',
  },
  inspector: { what: 'an Inspector assessment', resource: /^target\/.+$/, example: 'target/0-abc' },
  kinesis: { what: 'a Kinesis stream', resource: /^stream\/[\w.-]{1,128}$/, example: 'stream/clicks' },
  lambda: {
    what: 'a Lambda function',
    resource: /^function:[\w-]{1,64}(:(\$LATEST|[\w-]+))?$/,
    example: 'function:send-statements',
  },
  sagemaker: { what: 'a SageMaker pipeline', resource: /^pipeline\/.+$/, example: 'pipeline/train' },
  sns: { what: 'an SNS topic', resource: /^[\w-]{1,256}(\.fifo)?$/, example: 'reports' },
  sqs: { what: 'an SQS queue', resource: /^[\w-]{1,80}(\.fifo)?$/, example: 'statements' },
  states: {
    what: 'a state machine',
    resource: /^stateMachine:[^\s:]{1,80}(:[^\s:]{1,80})?$/,
    example: 'stateMachine:close-month',
  },
};

/** Actions that only read are refused, by how their name begins (Using universal targets, Scheduler user guide). */
const READ_ONLY =
  /^(get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)/;

const EXAMPLE = 'arn:aws:scheduler:::aws-sdk:glue:startJobRun';

/** The service and the action of a universal target, `arn:aws:scheduler:::aws-sdk:service:action`; null of others. */
export function universalTarget(text: string): { service: string; action: string } | null {
  const match = /^arn:aws(?:-[a-z]+)*:scheduler:::aws-sdk:([a-z0-9]+):([A-Za-z0-9.]+)$/.exec(text);
  return match ? { service: match[1] ?? '', action: match[2] ?? '' } : null;
}

/** What is wrong with the ARN of any target of EventBridge Scheduler, with what would be right; null where nothing is. */
export function otherArnProblem(text: string, place: Place): string | null {
  if (text === '') return `Enter the ARN of the target, or of an API action, as in ${EXAMPLE}.`;
  const arn = parseArn(text);
  if (!arn) return `This is not an ARN. The ARN of an API action looks like ${EXAMPLE}.`;
  if (arn.service === 'scheduler') return universalProblem(text);
  const template = TEMPLATES[arn.service];
  if (!template)
    return `EventBridge Scheduler does not call resources of ${arn.service} by their ARN. Name the API action instead, as in arn:aws:scheduler:::aws-sdk:${arn.service}:startSomething, and put its parameters into the input.`;
  return arnProblem(text, { service: arn.service, ...template }, place);
}

function universalProblem(text: string): string | null {
  const target = universalTarget(text);
  if (!target) return `This is not the ARN of an API action. It looks like ${EXAMPLE}.`;
  const { action } = target;
  if (!/^[a-z]/.test(action)) return `An action begins with a small letter, as in ${EXAMPLE}.`;
  const [reading] = READ_ONLY.exec(action) ?? [];
  return reading
    ? `EventBridge Scheduler refuses actions that only read, and ${action} begins with ${reading}. Choose an action that does something, as in ${EXAMPLE}.`
    : null;
}
