import { RunTaskCommand, type TaskOverride } from '@aws-sdk/client-ecs';
import type { EcsParameters } from '../scheduler/schedule';
import type { TargetClients } from './clients';
import { type Delivery, PermanentFailure } from './delivery';

/** The Input of an ECS target holds the task's overrides: `{"containerOverrides": […]}`. */
const overridesOf = (delivery: Delivery): TaskOverride =>
  delivery.target.Input === undefined ? {} : JSON.parse(delivery.payload);

function vpcOf(parameters: EcsParameters) {
  const vpc = parameters.NetworkConfiguration?.awsvpcConfiguration;
  if (!vpc) return undefined;
  const { Subnets: subnets, SecurityGroups: securityGroups, AssignPublicIp: assignPublicIp } = vpc;
  return { awsvpcConfiguration: { subnets, securityGroups, assignPublicIp } };
}

/** Starts the task; delivered means that ECS took it. */
export async function deliverToEcs(clients: TargetClients, delivery: Delivery): Promise<void> {
  const { Arn, EcsParameters: parameters } = delivery.target;
  if (!parameters) throw new PermanentFailure('InvalidParameterException', 'EcsParameters are missing');
  const started = await clients.ecs(Arn).send(
    new RunTaskCommand({
      cluster: Arn,
      taskDefinition: parameters.TaskDefinitionArn,
      count: parameters.TaskCount,
      launchType: parameters.LaunchType,
      group: parameters.Group,
      platformVersion: parameters.PlatformVersion,
      referenceId: parameters.ReferenceId,
      enableECSManagedTags: parameters.EnableECSManagedTags,
      enableExecuteCommand: parameters.EnableExecuteCommand,
      propagateTags: parameters.PropagateTags,
      networkConfiguration: vpcOf(parameters),
      overrides: overridesOf(delivery),
      startedBy: delivery.startedBy,
      clientToken: delivery.executionId,
    }),
  );
  const failure = started.failures?.[0];
  if (failure) throw new Error(`RunTask failed: ${failure.reason ?? 'no reason given'}`);
}
