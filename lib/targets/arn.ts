/** The parts of an Amazon Resource Name (docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html). */
export type Arn = { partition: string; service: string; region: string; account: string; resource: string };

/** The account and Region that Rota manages. */
export type Place = { accountId: string; region: string };

/** Which ARN a field wants. `resource` must match the last part; `example` is that part in an ARN that is right. */
export type ArnRule = { service: string; resource: RegExp; what: string; example: string; global?: boolean };

/** Reads an ARN into its parts, or null where the text is none. */
export function parseArn(text: string): Arn | null {
  const match = /^arn:(aws(?:-[a-z]+)*):([a-z0-9-]+):([a-z0-9-]*):(\d*):(.+)$/.exec(text);
  if (!match) return null;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match;
  return { partition, service, region, account, resource };
}

/** What is wrong with an ARN, as a sentence with an ARN that would be right; null where nothing is. */
export function arnProblem(text: string, rule: ArnRule, place: Place): string | null {
  const region = rule.global ? '' : place.region;
  const example = `arn:aws:${rule.service}:${region}:${place.accountId}:${rule.example}`;
  if (text === '') return `Enter the ARN of ${rule.what}, as in ${example}.`;
  const arn = parseArn(text);
  if (!arn) return `This is not an ARN. The ARN of ${rule.what} looks like ${example}.`;
  if (arn.service !== rule.service)
    return `This ARN belongs to ${arn.service}, but ${rule.what} belongs to ${rule.service}, as in ${example}.`;
  if (arn.region !== region)
    return rule.global
      ? `The ARN of ${rule.what} has no Region, as in ${example}.`
      : `This ARN is in Region ${arn.region || '(none)'}, but this environment is in ${region}. EventBridge Scheduler calls targets in its own Region.`;
  if (arn.account !== place.accountId)
    return `This ARN is in account ${arn.account || '(none)'}, but this environment is account ${place.accountId}.`;
  if (!rule.resource.test(arn.resource))
    return `This is not the ARN of ${rule.what}. It looks like ${example}.`;
  return null;
}
