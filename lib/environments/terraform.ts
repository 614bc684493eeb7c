type Place = {
  accountId: string;
  region: string;
  groupName: string;
  externalId: string | null;
  roleArn: string | null;
};

/** Stands where an ARN has to be filled in by hand. */
const UNKNOWN_ROLE = 'arn:aws:iam::ACCOUNT:role/THE-ROLE-OF-ROTAS-PROCESSES';

/**
 * The Terraform that grants Rota what it needs in an environment, to copy.
 * @param processArn whom AWS says that Rota's own processes are; null where it did not say
 */
export function terraformOf(
  { accountId, region, groupName, externalId, roleArn }: Place,
  processArn: string | null,
): string {
  const rota = processArn?.includes(':role/') ? processArn : UNKNOWN_ROLE;
  const name = roleArn && /:role\/([\w-]+)-app$/.exec(roleArn)?.[1];
  const lines: [string, string][] = [
    ['source', './rota/infra/terraform'],
    ['rota_role_arn', rota],
    ...(externalId ? [['external_id', externalId] as [string, string]] : []),
    ...(name && name !== 'rota' ? [['name', name] as [string, string]] : []),
    ['group_name', groupName],
  ];
  const width = Math.max(...lines.map(([field]) => field.length));
  const body = lines.map(([field, value]) => `  ${field.padEnd(width)} = ${JSON.stringify(value)}`);
  return [
    `# In account ${accountId}, Region ${region}.`,
    'module "rota" {',
    ...body,
    '',
    '  # What schedules may call, as in',
    '  function_arns = []',
    '  queue_arns    = []',
    '  topic_arns    = []',
    '  cluster_arns  = []',
    '}',
    '',
  ].join('\n');
}
