import { randomUUID } from 'node:crypto';
import { type Client, type Entry, type Filter, InvalidCredentialsError, ResultCodeError } from 'ldapts';
import { type CompleteConfig, completeConfig, type DirectoryConfig } from './directory/config';
import { Controllers, type Deadline, deadlineIn, type Kept } from './directory/controllers';
import { bytes, type DirectoryAccount, type DirectoryUser, find, readAccount } from './directory/entries';
import {
  DirectoryError,
  GroupsNotFoundError,
  invalidCredentials,
  refusedBind,
  unavailable,
} from './directory/errors';
import { type FoundGroup, findGroups, type ResolvedGroup, searchGroups } from './directory/groups';
import { guidToBuffer, guidToString } from './directory/ids';
import { accountFilter, isUsablePassword, normaliseName, parseName, userFilter } from './directory/name';

export type { DirectoryConfig } from './directory/config';
export type { DirectoryAccount, DirectoryUser } from './directory/entries';
export { DirectoryError, type DirectoryErrorCode, GroupsNotFoundError } from './directory/errors';
export type { FoundGroup, ResolvedGroup } from './directory/groups';
export { normaliseName } from './directory/name';

/**
 * Called once the account is known and before its password is tried; what it throws ends the sign-in unasked.
 * @param account the objectGUID, or the name where there is no such account
 */
export type Admit = (account: string) => Promise<void>;

/** A client of Active Directory over LDAPS. It keeps no connection, no password and no answer. */
export interface Directory {
  /**
   * Proves a person's name and password with a bind of their own and reads them afresh.
   *
   * @param name `alice`, `CORP\alice` or `alice@corp.example.test`; case and outer spaces do not matter
   * @throws DirectoryError; whatever `admit` throws
   */
  signIn(name: string, password: string, admit?: Admit): Promise<DirectoryUser>;
  /**
   * Reads an account by its objectGUID; null when it does not exist (any more).
   *
   * @throws DirectoryError `unavailable`
   */
  lookup(guid: string): Promise<DirectoryAccount | null>;
  /**
   * Finds groups by name, distinguished name or SID, in the order asked.
   *
   * @throws GroupsNotFoundError naming those not found; DirectoryError `unavailable`
   */
  resolveGroups(namesOrDnsOrSids: string[]): Promise<ResolvedGroup[]>;
  /**
   * Finds security groups whose name begins with a text, at most `limit`, sorted by name.
   *
   * @param text two characters or more: whoever asks refuses less, as it would fetch half of the directory
   * @throws DirectoryError `unavailable`
   */
  searchGroups(text: string, limit: number): Promise<FoundGroup[]>;
  /** Connects, verifies TLS and binds as the service account. @throws DirectoryError `unavailable` */
  ping(): Promise<void>;
}

/**
 * Builds a client; nothing is sent yet.
 *
 * @throws Error naming a bad field, e.g. an address that is not ldaps://
 */
export function createDirectory(config: DirectoryConfig): Directory {
  return new LdapDirectory(completeConfig(config));
}

class LdapDirectory implements Directory {
  readonly #controllers: Controllers;

  constructor(private readonly config: CompleteConfig) {
    this.#controllers = new Controllers(config);
  }

  async signIn(name: string, password: string, admit: Admit = async () => undefined): Promise<DirectoryUser> {
    const account = parseName(name, this.config);
    if (account === null || !isUsablePassword(password)) throw invalidCredentials();
    const deadline = deadlineIn(this.config.deadlineMs);
    const { value: entry, again, close } = await this.#findSingle(deadline, accountFilter(account));
    try {
      await admit(guidOf(entry) ?? `name ${normaliseName(account.sam ?? account.upn ?? '')}`);
      if (!entry) return await this.#refuseUnknown(deadline);
      await this.#proveBind(deadline, entry.dn, password);
      return await this.#readSignedIn(deadline, entry, again);
    } finally {
      close();
    }
  }

  async lookup(guid: string): Promise<DirectoryAccount | null> {
    const encoded = guidToBuffer(guid);
    return encoded === null ? null : this.#readAccount(deadlineIn(this.config.deadlineMs), encoded);
  }

  async resolveGroups(namesOrDnsOrSids: string[]): Promise<ResolvedGroup[]> {
    const groups = await this.#asService(deadlineIn(this.config.deadlineMs), (client) =>
      findGroups(client, this.config.baseDn, namesOrDnsOrSids),
    );
    const missing = namesOrDnsOrSids.filter((_, at) => !groups[at]);
    if (missing.length > 0) throw new GroupsNotFoundError(missing);
    return groups.filter((group) => group !== null);
  }

  searchGroups(text: string, limit: number): Promise<FoundGroup[]> {
    return this.#asService(deadlineIn(this.config.deadlineMs), (client) =>
      searchGroups(client, this.config.baseDn, text, limit),
    );
  }

  async ping(): Promise<void> {
    await this.#asService(deadlineIn(this.config.deadlineMs), async () => undefined);
  }

  /** The one entry that matches, null for none or several; on a connection that the groups are read from later. */
  #findSingle(deadline: Deadline, filter: Filter): Promise<Kept<Entry | null>> {
    const findOne = this.#boundAsService(async (client) => {
      const [entry, ...others] = await find(client, this.config.baseDn, filter);
      return entry && others.length === 0 ? entry : null;
    });
    return this.#controllers.keeping(deadline, findOne);
  }

  /** Takes as long as a wrong password does, and says the same. */
  async #refuseUnknown(deadline: Deadline): Promise<never> {
    const nobody = randomUUID();
    await this.#proveBind(deadline, `${nobody}@${this.config.upnSuffix}`, nobody);
    throw invalidCredentials();
  }

  /** A bind on a connection of its own, sent at most once: a repeated one could lock the account. */
  #proveBind(deadline: Deadline, name: string, password: string): Promise<void> {
    return this.#controllers.once(deadline, async (client) => {
      try {
        await client.bind(name, password);
      } catch (error) {
        if (error instanceof InvalidCredentialsError) throw refusedBind(error.message);
        if (error instanceof ResultCodeError) throw unavailable('the bind was not accepted.', error);
        throw error;
      }
    });
  }

  /** Reads the groups of somebody proved; of another controller when the one that found them has died since. */
  async #readSignedIn(deadline: Deadline, entry: Entry, again: Kept<Entry>['again']): Promise<DirectoryUser> {
    const [guid] = bytes(entry, 'objectGUID');
    if (!guid) throw unavailable('the service account may not read objectGUID.');
    const read = (client: Client) => readAccount(client, entry, this.config.now());
    const account = (await again(judged(read))) ?? (await this.#readAccount(deadline, guid));
    if (account === null) throw invalidCredentials();
    const { disabled, ...user } = account;
    if (disabled) throw new DirectoryError('account-disabled', 'The account is disabled or has expired.');
    return user;
  }

  #readAccount(deadline: Deadline, guid: Buffer): Promise<DirectoryAccount | null> {
    return this.#asService(deadline, async (client) => {
      const filter = userFilter({ objectGUID: guid });
      const [entry] = await find(client, this.config.baseDn, filter);
      return entry ? readAccount(client, entry, this.config.now()) : null;
    });
  }

  #asService<T>(deadline: Deadline, use: (client: Client) => Promise<T>): Promise<T> {
    return this.#controllers.repeatable(deadline, this.#boundAsService(use));
  }

  #boundAsService<T>(use: (client: Client) => Promise<T>): (client: Client) => Promise<T> {
    return judged(async (client) => {
      await client.bind(this.config.serviceUser, this.config.servicePassword);
      return use(client);
    });
  }
}

/** Tells the controllers by the kind of error whether another one should be asked. */
function judged<T>(use: (client: Client) => Promise<T>): (client: Client) => Promise<T> {
  return async (client) => {
    try {
      return await use(client);
    } catch (error) {
      if (error instanceof ResultCodeError) throw serviceFailure(error);
      throw error;
    }
  };
}

function guidOf(entry: Entry | null): string | null {
  const guid = entry && bytes(entry, 'objectGUID')[0];
  return guid ? guidToString(guid) : null;
}

function serviceFailure(error: ResultCodeError): Error {
  // Busy and unavailable servers are for the controllers to judge: another one may answer.
  if (error.code === 51 || error.code === 52) return error;
  const what = error instanceof InvalidCredentialsError ? 'signing in as the service account' : 'a look-up';
  return unavailable(`${what} failed (LDAP result ${error.code}).`, error);
}
