import type { Settings } from '../kinds/ecs';
import { numberOf } from './number';

/** What only this kind's form holds, as typed. */
export type Fields = {
  kind: 'ecs';
  taskDefinition: string;
  launchType: string;
  subnets: string[];
  securityGroups: string[];
  assignPublicIp: boolean;
  taskCount: string;
};

export const empty: Fields = {
  kind: 'ecs',
  taskDefinition: '',
  launchType: 'FARGATE',
  subnets: [],
  securityGroups: [],
  assignPublicIp: false,
  taskCount: '1',
};

export const fromSettings = (settings: Settings): Fields => ({
  kind: 'ecs',
  ...settings,
  taskCount: String(settings.taskCount),
});

/** What the schema of this kind checks. */
export const toInput = (fields: Fields) => ({
  kind: fields.kind,
  taskDefinition: fields.taskDefinition,
  launchType: fields.launchType,
  subnets: fields.subnets,
  securityGroups: fields.securityGroups,
  assignPublicIp: fields.assignPublicIp,
  taskCount: numberOf(fields.taskCount),
});
