import type { AllowedKind } from './decide';

/** A field of a target that names something in AWS, and which of the lists is for it. */
export const AIM_FIELDS = {
  arn: { kind: 'target', what: 'target' },
  taskDefinition: { kind: 'target', what: 'task definition' },
  parameters: { kind: 'target', what: 'task definition' },
  deadLetterArn: { kind: 'target', what: 'dead-letter queue' },
  roleArn: { kind: 'role', what: 'role' },
} as const satisfies Record<string, { kind: AllowedKind; what: string }>;

export type AimField = keyof typeof AIM_FIELDS;

export type Aim = { field: AimField; arn: string };

type Aiming = {
  arn: string;
  roleArn: string;
  deadLetterArn: string | null;
  /** Of an ECS target `taskDefinition`, of another target `parameters`. */
  settings: unknown;
};

type Settings = {
  taskDefinition?: string;
  parameters?: { EcsParameters?: { TaskDefinitionArn?: string } };
};

/**
 * What a target names in AWS: its ARN as EventBridge Scheduler has it, its role, its task definition where it has one,
 * and its dead-letter queue.
 * @param queueArn the dead-letter queue of the environment, which is for everybody: it is left out
 */
export function aimsOf(target: Aiming, queueArn: string | null): Aim[] {
  const { taskDefinition, parameters } = (target.settings ?? {}) as Settings;
  const { deadLetterArn } = target;
  const aims: { field: AimField; arn: string | null | undefined }[] = [
    { field: 'arn', arn: target.arn },
    { field: 'taskDefinition', arn: taskDefinition },
    { field: 'parameters', arn: parameters?.EcsParameters?.TaskDefinitionArn },
    { field: 'deadLetterArn', arn: deadLetterArn === queueArn ? null : deadLetterArn },
    { field: 'roleArn', arn: target.roleArn },
  ];
  return aims.flatMap(({ field, arn }) => (arn ? [{ field, arn }] : []));
}
