import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type Answer, toldBy } from './answer';
import { type Call, partsOf } from './call';
import type { ClientSettings } from './client';
import { executionPage } from './console';

/**
 * Starts an execution that is named by the token: one that has started already under this name is the same one
 * (StartExecution, Step Functions API reference). Names of express workflows need not be unique: each call starts one.
 */
export async function startExecution(
  { arn, token, input }: Call,
  settings: ClientSettings,
  options: { abortSignal: AbortSignal },
): Promise<Answer> {
  const started = (said: Parameters<typeof toldBy>[0], execution: string): Answer => ({
    ...toldBy(said),
    outcome: 'delivered',
    links: executionPage(execution),
  });
  const named = { stateMachineArn: arn, name: token, ...(input !== null && { input }) };
  try {
    const said = await new SFNClient(settings).send(new StartExecutionCommand(named), options);
    return started(said.$metadata, said.executionArn ?? executionArn(arn, token));
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return started(error.$metadata, executionArn(arn, token));
    throw error;
  }
}

/** Of a state machine, or a version or an alias of it. */
function executionArn(stateMachineArn: string, name: string): string {
  const { partition, region, account, resource } = partsOf(stateMachineArn);
  return `arn:${partition}:states:${region}:${account}:execution:${resource.split(':')[1]}:${name}`;
}
