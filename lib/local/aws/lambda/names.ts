import { AwsError } from '../errors';

export type Place = { region: string; account: string };

export const functionArn = ({ region, account }: Place, name: string) =>
  `arn:aws:lambda:${region}:${account}:function:${name}`;

const FORMS =
  /^(?:arn:aws(?:-[a-z]+)*:lambda:([a-z0-9-]+):(\d{12}):function:|(?:(\d{12}):)?function:)?([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/**
 * The name within any form that Lambda takes: a name, a partial or a full ARN, each with or without qualifier.
 * Throws AwsError for other forms, and for a function of another account or Region.
 */
export function readFunctionName(given: string, place: Place): string {
  const match = FORMS.exec(given);
  const [, region, account, shortAccount, name = '', qualifier] = match ?? [];
  if (!match)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${given}' at 'functionName' failed to satisfy constraint: Member must be a function name or ARN`,
    );
  const foreign =
    (region ?? place.region) !== place.region || (account ?? shortAccount ?? place.account) !== place.account;
  if (foreign || (qualifier && qualifier !== '$LATEST')) throw functionNotFound(given);
  return name;
}

export const functionNotFound = (arn: string) =>
  new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
