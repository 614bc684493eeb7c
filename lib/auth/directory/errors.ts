/** Why a sign-in or a look-up did not succeed. */
export type DirectoryErrorCode =
  | 'invalid-credentials'
  | 'account-disabled'
  | 'account-expired'
  | 'password-expired'
  | 'must-change-password'
  | 'locked-out'
  | 'not-now'
  | 'unavailable';

/** What the directory answered instead of a user. Neither message nor cause ever holds a password. */
export class DirectoryError extends Error {
  override name = 'DirectoryError';

  constructor(
    readonly code: DirectoryErrorCode,
    message: string,
    /** Active Directory's own code behind a refused bind, e.g. `52e`; for the audit. */
    readonly subCode?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Groups asked for that the directory does not have, or has more than once. */
export class GroupsNotFoundError extends Error {
  override name = 'GroupsNotFoundError';

  constructor(readonly missing: string[]) {
    super(
      `The directory has no single group for ${missing.map((name) => `"${name}"`).join(', ')}. ` +
        'Give each group by its name, its distinguished name or its SID.',
    );
  }
}

const REFUSALS: Record<string, [DirectoryErrorCode, string]> = {
  '530': ['not-now', 'The account may not sign in at this time.'],
  '531': ['not-now', 'The account may not sign in from this computer.'],
  '532': ['password-expired', 'The password has expired.'],
  '533': ['account-disabled', 'The account is disabled.'],
  '701': ['account-expired', 'The account has expired.'],
  '773': ['must-change-password', 'The password must be changed first.'],
  '775': ['locked-out', 'The account is locked out.'],
};

export const invalidCredentials = (subCode?: string) =>
  new DirectoryError('invalid-credentials', 'The name or the password is wrong.', subCode);

export const unavailable = (reason: string, cause?: unknown) =>
  new DirectoryError('unavailable', `The directory is unavailable: ${reason}`, undefined, { cause });

/**
 * Reads a refused bind (result code 49). Active Directory puts its own code into the diagnostic text,
 * as "data 52e"; see "LDAP Wiki: Common Active Directory Bind Errors".
 */
export function refusedBind(diagnostic: string): DirectoryError {
  const subCode = /\bdata ([0-9a-f]{3,8})\b/i.exec(diagnostic)?.[1]?.toLowerCase();
  const refusal = subCode === undefined ? undefined : REFUSALS[subCode];
  return refusal ? new DirectoryError(...refusal, subCode) : invalidCredentials(subCode);
}
