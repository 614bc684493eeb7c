import type { AwsTarget } from '@/lib/aws/scheduler';
import type { HclBody } from './write';

type Fields = Readonly<Record<string, unknown>>;

/** Names that don't follow the rule by which Terraform's provider calls the fields of AWS. */
const NAMES: Readonly<Record<string, string>> = {
  EnableECSManagedTags: 'enable_ecs_managed_tags',
  EventBridgeParameters: 'eventbridge_parameters',
  PipelineParameterList: 'pipeline_parameter',
  SageMakerPipelineParameters: 'sagemaker_pipeline_parameters',
};

/** A field of AWS as the provider calls it, as in `task_definition_arn`. */
const nameOf = (field: string): string =>
  NAMES[field] ?? field.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

/** What only one kind of target has, as EventBridge Scheduler is told it, in the blocks of Terraform's provider. */
export const targetBody = (target: Partial<AwsTarget>): HclBody => bodyOf(target as Fields);

const bodyOf = (fields: Fields): HclBody =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .flatMap(([field, value]) => partsOf(field, value));

function partsOf(field: string, value: unknown): HclBody {
  const name = nameOf(field);
  if (field === 'NetworkConfiguration') return [{ block: name, body: networkBody(value as Fields) }];
  if (field === 'Tags') return [[name, tagsOf(value as Fields[])]];
  if (Array.isArray(value) && value.some(isFields))
    return value.map((part: Fields) => ({ block: name, body: bodyOf(part) }));
  if (isFields(value)) return [{ block: name, body: bodyOf(value) }];
  return [[name, value as string | number | boolean | string[]]];
}

/** The provider has no block within it, and says whether by true and false. */
function networkBody({ awsvpcConfiguration = {} }: Fields): HclBody {
  const { AssignPublicIp, ...rest } = awsvpcConfiguration as Fields;
  return [
    ...bodyOf(rest),
    ...(AssignPublicIp === undefined ? [] : [['assign_public_ip', AssignPublicIp === 'ENABLED'] as const]),
  ];
}

const tagsOf = (tags: readonly Fields[]): Record<string, string> =>
  Object.fromEntries(
    tags.map(({ key, value, Key, Value }) => [String(key ?? Key), String(value ?? Value ?? '')]),
  );

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
