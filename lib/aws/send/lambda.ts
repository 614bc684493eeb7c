import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { type Answer, toldBy } from './answer';
import type { Call } from './call';
import type { ClientSettings } from './client';
import { functionLogs } from './console';
import { failed } from './failures';

/**
 * Invokes a function: accepted at once, or with its result waited for. The id of the request is that of the invocation in
 * the function's logs (Invoke, Lambda API reference).
 */
export async function invokeFunction(
  { arn, input, awaitsResult }: Call,
  settings: ClientSettings,
  options: { abortSignal: AbortSignal },
): Promise<Answer> {
  const said = await new LambdaClient(settings).send(
    new InvokeCommand({
      FunctionName: arn,
      ...(input !== null && { Payload: Buffer.from(input) }),
      ...(awaitsResult
        ? { InvocationType: 'RequestResponse', LogType: 'Tail' }
        : { InvocationType: 'Event' }),
    }),
    options,
  );
  const told = toldBy(said.$metadata);
  const all = { ...told, excerpt: excerptFrom(said), links: functionLogs(arn, told.requestId) };
  if (said.FunctionError) return failed(errorIn(said), { ...all, ran: true });
  return { ...all, outcome: awaitsResult ? 'succeeded' : 'delivered' };
}

const payloadOf = ({ Payload }: InvokeCommandOutput) => Buffer.from(Payload ?? []).toString('utf8');

/** What the function returned, and the last 4 KB that it logged. */
function excerptFrom(said: InvokeCommandOutput): string | null {
  const logged = Buffer.from(said.LogResult ?? '', 'base64').toString('utf8');
  return [payloadOf(said), logged].filter((text) => text !== '').join('\n\n') || null;
}

/** Only the kind of error: what it says may quote the payload, and stands in the excerpt. */
function errorIn(said: InvokeCommandOutput): string {
  const known = /"errorType"\s*:\s*"([\w.$ -]{1,100})"/.exec(payloadOf(said))?.[1];
  return `The function ended with an error${known ? `: ${known}` : ''}.`;
}
