/** The account of the local credentials, and of all queues, topics, clusters and tasks. */
export const ACCOUNT = '000000000000';

/** The account of a request: temporary credentials of a role carry the role's (see sts/); all others belong to ACCOUNT. */
export const accountOf = (authorization: string | undefined): string =>
  /Credential=ASIA(\d{12})/.exec(authorization ?? '')?.[1] ?? ACCOUNT;

/** An access key of a role of an account, of the length that AWS gives out. */
export const temporaryKey = (account: string, random: string): string =>
  `ASIA${account}${random.slice(0, 4)}`;
