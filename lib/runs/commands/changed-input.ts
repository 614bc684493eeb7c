import { allows, assertMay } from '@/lib/command';
import type { Context } from '@/lib/context';
import { encryptionKey } from '@/lib/encryption-key';
import { forbidden, invalid } from '@/lib/errors';
import type { Place } from '@/lib/schedules/at';
import { inputProblem } from '@/lib/targets/delivery';
import { jsonProblem } from '@/lib/targets/fields';
import { commandOverrides, overrideProblem } from '@/lib/targets/overrides';
import { openInput, sealInput, UnknownSecretError } from '@/lib/targets/secrets';
import type { Target } from './ask';

/**
 * The input of one run in place of its target's own, as it is stored: the same fields are secret, and one that is masked
 * keeps its secret.
 * @throws RotaError forbidden, without the right to change inputs or commands there; invalid at `inputs.<target>`
 */
export function changedInput(context: Context, place: Place, target: Target, text: string): string {
  assertMay(context.actor, 'run.change-input', place);
  const refuse = (message: string) => invalid([{ path: `inputs.${target.id}`, message }]);
  const problem = jsonProblem(text) ?? inputProblem(text, 'through');
  if (problem) throw refuse(problem);
  const sealed = sealing(text, target, refuse);
  const open = (input: string | null) => ({
    arn: target.arn,
    input: input === null ? null : openInput(input, target.secretFields, encryptionKey()),
  });
  const override = overrideProblem(open(sealed));
  if (override) throw refuse(override);
  const commands = commandOverrides(open(sealed));
  if (commands === null || commands === commandOverrides(open(target.input))) return sealed;
  if (allows(context.actor, 'target.override-command', place)) return sealed;
  throw forbidden(
    'The input has a container run another command, which needs the right “Override commands” here. Leave the command out, or ask an administrator of Rota for the right.',
  );
}

function sealing(text: string, target: Target, refuse: (message: string) => Error): string {
  try {
    return sealInput(text, target.secretFields, encryptionKey(), target.input);
  } catch (error) {
    if (!(error instanceof UnknownSecretError)) throw error;
    throw refuse(error.message);
  }
}
