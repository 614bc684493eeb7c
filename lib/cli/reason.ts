import type { Call, Option } from './command';
import { usage } from './errors';

export const REASON: Option = {
  type: 'string',
  short: 'r',
  value: 'TEXT',
  about: 'why, for everybody to read',
};

type Asked = Pick<Call, 'text'>;

/** The reason of what needs one. @throws CliError where none is given */
export function reasonOf({ text }: Asked): { reason: string } {
  const reason = text('reason');
  if (reason === undefined) throw usage('Say why: --reason TEXT.');
  return { reason };
}

/** The reason, where one is given. */
export function reasonIfAny({ text }: Asked): { reason?: string } {
  const reason = text('reason');
  return reason === undefined ? {} : { reason };
}
