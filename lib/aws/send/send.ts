import type { Access } from '../credentials';
import type { Answer } from './answer';
import type { Call } from './call';
import { type ClientSettings, inRole } from './client';
import { runTask } from './ecs';
import { invokeFunction } from './lambda';
import { startExecution } from './sfn';
import { sendToTopic } from './sns';
import { sendToQueue } from './sqs';

type Sender = (
  call: Call,
  settings: ClientSettings,
  options: { abortSignal: AbortSignal },
) => Promise<Answer>;

const SENDERS: Readonly<Record<string, Sender>> = {
  ecs: runTask,
  lambda: invokeFunction,
  sfn: startExecution,
  sns: sendToTopic,
  sqs: sendToQueue,
};

/**
 * Calls a target once, in its role. Whatever AWS and the network say is an answer.
 * @param access how the environment is managed: the target's role is assumed from there
 * @param pass called right before, once its role is assumed
 * @throws RangeError of a kind that can not be delivered through Rota, and what `pass` throws
 */
export async function send(call: Call, access: Access, pass?: () => Promise<void>): Promise<Answer> {
  const sender = SENDERS[call.kind];
  if (!sender) throw new RangeError(`A target of the kind ${call.kind} can not be called by Rota.`);
  return inRole(call, access, call.timeoutMs, (settings, options) => sender(call, settings, options), pass);
}
