import type { StructureShape } from './constraints';
import * as shape from './constraints';

export type OperationName =
  | 'CreateSchedule'
  | 'UpdateSchedule'
  | 'GetSchedule'
  | 'DeleteSchedule'
  | 'ListSchedules'
  | 'CreateScheduleGroup'
  | 'GetScheduleGroup'
  | 'DeleteScheduleGroup'
  | 'ListScheduleGroups'
  | 'ListTagsForResource'
  | 'TagResource'
  | 'UntagResource';

export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path, with the member that stands in it in braces. */
  uri: string;
  input: StructureShape;
  /** Members that stand in the query string: their name there. */
  query: Record<string, string>;
}

const members = (all: StructureShape['members'], ...required: string[]): StructureShape => ({
  type: 'structure',
  members: all,
  required,
});
const { name, clientToken, groupArn, maxResults, nextToken } = shape;
const paging = { MaxResults: 'MaxResults', NextToken: 'NextToken', NamePrefix: 'NamePrefix' };

/** Methods, paths and members of all 12 operations, as in the public API Reference. */
export const operations: Record<OperationName, Operation> = {
  CreateSchedule: { method: 'POST', uri: '/schedules/{Name}', input: shape.schedule, query: {} },
  UpdateSchedule: { method: 'PUT', uri: '/schedules/{Name}', input: shape.schedule, query: {} },
  GetSchedule: {
    method: 'GET',
    uri: '/schedules/{Name}',
    input: members({ Name: name, GroupName: name }, 'Name'),
    query: { GroupName: 'groupName' },
  },
  DeleteSchedule: {
    method: 'DELETE',
    uri: '/schedules/{Name}',
    input: members({ Name: name, GroupName: name, ClientToken: clientToken }, 'Name'),
    query: { GroupName: 'groupName', ClientToken: 'clientToken' },
  },
  ListSchedules: {
    method: 'GET',
    uri: '/schedules',
    input: members({
      GroupName: name,
      NamePrefix: name,
      State: shape.scheduleState,
      MaxResults: maxResults,
      NextToken: nextToken,
    }),
    query: { ...paging, GroupName: 'ScheduleGroup', State: 'State' },
  },
  CreateScheduleGroup: {
    method: 'POST',
    uri: '/schedule-groups/{Name}',
    input: members({ Name: name, ClientToken: clientToken, Tags: shape.tags }, 'Name'),
    query: {},
  },
  GetScheduleGroup: {
    method: 'GET',
    uri: '/schedule-groups/{Name}',
    input: members({ Name: name }, 'Name'),
    query: {},
  },
  DeleteScheduleGroup: {
    method: 'DELETE',
    uri: '/schedule-groups/{Name}',
    input: members({ Name: name, ClientToken: clientToken }, 'Name'),
    query: { ClientToken: 'clientToken' },
  },
  ListScheduleGroups: {
    method: 'GET',
    uri: '/schedule-groups',
    input: members({ NamePrefix: name, MaxResults: maxResults, NextToken: nextToken }),
    query: paging,
  },
  ListTagsForResource: {
    method: 'GET',
    uri: '/tags/{ResourceArn}',
    input: members({ ResourceArn: groupArn }, 'ResourceArn'),
    query: {},
  },
  TagResource: {
    method: 'POST',
    uri: '/tags/{ResourceArn}',
    input: members({ ResourceArn: groupArn, Tags: shape.tags }, 'ResourceArn', 'Tags'),
    query: {},
  },
  UntagResource: {
    method: 'DELETE',
    uri: '/tags/{ResourceArn}',
    input: members({ ResourceArn: groupArn, TagKeys: shape.tagKeys }, 'ResourceArn', 'TagKeys'),
    query: { TagKeys: 'TagKeys' },
  },
};
