import { boolean, type StructureShape, structure } from '../scheduler/constraints';
import * as shape from './constraints';

const { ruleName, bus, nextToken, limit, arn } = shape;
const named = structure({ Name: ruleName, EventBusName: bus }, 'Name');

/** The operations on rules that are served here, each with what it takes. */
export const operations = {
  PutRule: shape.rule,
  DeleteRule: structure({ Name: ruleName, EventBusName: bus, Force: boolean }, 'Name'),
  DescribeRule: named,
  ListRules: structure({ NamePrefix: ruleName, EventBusName: bus, NextToken: nextToken, Limit: limit }),
  EnableRule: named,
  DisableRule: named,
  PutTargets: structure({ Rule: ruleName, EventBusName: bus, Targets: shape.targets }, 'Rule', 'Targets'),
  RemoveTargets: structure(
    { Rule: ruleName, EventBusName: bus, Ids: shape.targetIds, Force: boolean },
    'Rule',
    'Ids',
  ),
  ListTargetsByRule: structure(
    { Rule: ruleName, EventBusName: bus, NextToken: nextToken, Limit: limit },
    'Rule',
  ),
  TagResource: structure({ ResourceARN: arn, Tags: shape.tags }, 'ResourceARN', 'Tags'),
  UntagResource: structure({ ResourceARN: arn, TagKeys: shape.tagKeys }, 'ResourceARN', 'TagKeys'),
  ListTagsForResource: structure({ ResourceARN: arn }, 'ResourceARN'),
} as const satisfies Record<string, StructureShape>;

export type OperationName = keyof typeof operations;
