import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { newId } from '@/lib/id';

export type EnvironmentRow = {
  id: string;
  name: string;
  accountId: string;
  region: string;
  groupName: string;
  production: boolean;
};

/**
 * The environment that the process's variables describe; its row is made at the first call.
 * @throws Error where another account, Region or group stands under this name already
 */
export async function currentEnvironment(): Promise<EnvironmentRow> {
  const { ROTA_ENVIRONMENT: name, ROTA_AWS_ACCOUNT_ID: accountId, AWS_REGION: region } = env();
  const { ROTA_SCHEDULE_GROUP: groupName } = env();
  const production = env().ROTA_PRODUCTION === '1';
  const known = await db().environment.findUnique({ where: { name } });
  if (known) {
    if (known.accountId === accountId && known.region === region && known.groupName === groupName)
      return known;
    throw new Error(
      `Environment ${name} is ${known.accountId}/${known.region}/${known.groupName} in the database, but the variables ` +
        `ROTA_AWS_ACCOUNT_ID, AWS_REGION and ROTA_SCHEDULE_GROUP say ${accountId}/${region}/${groupName}. ` +
        'Give another ROTA_ENVIRONMENT, or set them back.',
    );
  }
  await db().environment.createMany({
    data: { id: newId(), name, accountId, region, groupName, production },
    skipDuplicates: true,
  });
  return db().environment.findUniqueOrThrow({ where: { name } });
}

let installation: string | undefined;

/** The id of this database, made once. It marks what belongs to this Rota in AWS. */
export async function installationId(): Promise<string> {
  if (installation) return installation;
  const rows = await db().$queryRaw<{ id: string }[]>`
    INSERT INTO installation (id) SELECT ${newId()} WHERE NOT EXISTS (SELECT FROM installation) RETURNING id`;
  installation = rows[0]?.id ?? (await db().installation.findFirstOrThrow()).id;
  return installation;
}
