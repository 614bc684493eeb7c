import { z } from 'zod';
import type { AwsTarget } from '@/lib/aws/scheduler';
import { type Place, parseArn } from '../arn';
import { arn, commonFields } from '../fields';
import { overrideProblem } from '../overrides';

export const kind = 'ecs';
export const label = 'ECS task';
export const icon = 'view_in_ar';
/** A repeat carries the same client token, so that it starts no second task (RunTask, Amazon ECS API reference). */
export const safeToRepeat = false;

const LAUNCH_TYPES = ['FARGATE', 'EC2', 'EXTERNAL'] as const;

const idList = (what: string, prefix: string, max: number) =>
  z
    .array(
      z
        .string()
        .trim()
        .regex(new RegExp(`^${prefix}-[0-9a-f]{4,17}$`), `A ${what} looks like ${prefix}-0a1b2c3d.`),
    )
    .max(max, `At most ${max} ${what}s.`)
    .default([]);

/**
 * A task that is run in a cluster. `arn` is the cluster's. A task definition without a revision means the family's
 * latest active one. Overrides stand in the input (Templated target types, Scheduler user guide).
 */
export const schema = (place: Place) =>
  z
    .strictObject({
      kind: z.literal(kind),
      arn: arn(
        {
          service: 'ecs',
          resource: /^cluster\/[\w-]{1,255}$/,
          what: 'an ECS cluster',
          example: 'cluster/jobs',
        },
        place,
      ),
      taskDefinition: arn(
        {
          service: 'ecs',
          resource: /^task-definition\/[\w-]{1,255}(:[1-9]\d*)?$/,
          what: 'an ECS task definition',
          example: 'task-definition/nightly-report',
        },
        place,
      ),
      launchType: z.enum(LAUNCH_TYPES, 'Choose FARGATE, EC2 or EXTERNAL.').default('FARGATE'),
      subnets: idList('subnet', 'subnet', 16),
      securityGroups: idList('security group', 'sg', 5),
      assignPublicIp: z.boolean('Choose yes or no.').default(false),
      taskCount: z
        .int('Enter a whole number of tasks from 1 to 10.')
        .min(1, 'Enter a whole number of tasks from 1 to 10.')
        .max(10, 'Enter a whole number of tasks from 1 to 10.')
        .default(1),
      ...commonFields(place, safeToRepeat),
    })
    .superRefine(({ arn, input, launchType, subnets, securityGroups, assignPublicIp }, context) => {
      const override = overrideProblem({ arn, input });
      if (override) context.addIssue({ code: 'custom', path: ['input'], message: override });
      if (launchType === 'FARGATE' && subnets.length === 0)
        context.addIssue({
          code: 'custom',
          path: ['subnets'],
          message: 'A task on Fargate needs at least one subnet, as in subnet-0a1b2c3d.',
        });
      if (subnets.length === 0 && securityGroups.length > 0)
        context.addIssue({
          code: 'custom',
          path: ['securityGroups'],
          message: 'Security groups apply within subnets: name a subnet too.',
        });
      if (assignPublicIp && launchType !== 'FARGATE')
        context.addIssue({
          code: 'custom',
          path: ['assignPublicIp'],
          message: 'Only a task on Fargate can be given a public IP address.',
        });
    });

export type Input = z.output<ReturnType<typeof schema>>;
export type Settings = Pick<
  Input,
  'taskDefinition' | 'launchType' | 'subnets' | 'securityGroups' | 'assignPublicIp' | 'taskCount'
>;

export const settings = ({
  taskDefinition,
  launchType,
  subnets,
  securityGroups,
  assignPublicIp,
  taskCount,
}: Input): Settings => ({ taskDefinition, launchType, subnets, securityGroups, assignPublicIp, taskCount });

/** What EventBridge Scheduler is told beyond ARN, role, input and retries. */
export const toAws = (settings: Settings): Partial<AwsTarget> => ({
  EcsParameters: {
    TaskDefinitionArn: settings.taskDefinition,
    TaskCount: settings.taskCount,
    LaunchType: settings.launchType,
    ...(settings.subnets.length > 0 && {
      NetworkConfiguration: {
        awsvpcConfiguration: {
          Subnets: settings.subnets,
          ...(settings.securityGroups.length > 0 && { SecurityGroups: settings.securityGroups }),
          ...(settings.launchType === 'FARGATE' && {
            AssignPublicIp: settings.assignPublicIp ? 'ENABLED' : 'DISABLED',
          }),
        },
      },
    }),
  },
});

/** The fields of this kind that a target in AWS has; null where it is of another kind. */
export function fromAws({ Arn = '', EcsParameters: task }: AwsTarget) {
  if (parseArn(Arn)?.service !== 'ecs' || !task) return null;
  const vpc = task.NetworkConfiguration?.awsvpcConfiguration;
  return {
    taskDefinition: task.TaskDefinitionArn,
    launchType: task.LaunchType,
    subnets: vpc?.Subnets ?? [],
    securityGroups: vpc?.SecurityGroups ?? [],
    assignPublicIp: vpc?.AssignPublicIp === 'ENABLED',
    taskCount: task.TaskCount ?? 1,
  };
}

/** The name by which people know the target: what runs, not where. */
export const shortName = (_: string, settings: Settings) =>
  settings.taskDefinition.split('task-definition/').at(-1) ?? settings.taskDefinition;
