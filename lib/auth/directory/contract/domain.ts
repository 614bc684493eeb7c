import type { Authority } from '@/lib/local/directory/certificates';
import type { DirectoryConfig } from '../config';
import type { DirectoryErrorCode } from '../errors';

/** Accounts that a directory must hold for the contract; every name is a sAMAccountName. */
export interface ContractAccounts {
  /** The password of all of them. */
  password: string;
  /** An ordinary user with a display name and a mail address. */
  user: { sam: string; displayName: string; mail: string };
  /** Users whose names, or whose distinguished names, need escaping. */
  awkward: { sam: string; displayName: string; dn: string }[];
  /** Accounts that are refused although the password is right, with Active Directory's sub-code. */
  refused: { sam: string; code: DirectoryErrorCode; subCode: string }[];
  /** A sAMAccountName that is also the userPrincipalName of somebody else. */
  ambiguous: { sam: string };
  /** How many wrong passwords lock an account. */
  threshold: number;
  /** A group with a user inside, through at least two groups. */
  nested: { sam: string; group: string };
  /** A user whose primary group this is. */
  primary: { sam: string; group: string };
  /** A user in two groups that hold each other. */
  looped: { sam: string; groups: string[] };
  /** The user with the primary group above, and a further group of theirs. */
  highest: { sam: string; group: string };
  /** A user in none of these groups. */
  outside: string;
  /** A group whose common name has the characters `, ( ) * \` and its distinguished name. */
  awkwardGroup: { sam: string; cn: string; dn: string };
}

/** What the people who run a directory do to it, on its first controller. Names are sAMAccountNames. */
export interface Administrator {
  /** Adds a user with the password of all accounts. */
  add(sam: string): Promise<void>;
  /** Gives another sAMAccountName, userPrincipalName and common name. */
  rename(sam: string, to: string): Promise<void>;
  remove(sam: string): Promise<void>;
  setPassword(sam: string, password: string): Promise<void>;
  setDisabled(sam: string, disabled: boolean): Promise<void>;
  setExpires(sam: string, at: Date): Promise<void>;
  /** Puts a user into a group, or takes them out. */
  setMember(group: string, sam: string, member: boolean): Promise<void>;
  /** How many wrong passwords lock an account from now on; 0 locks none. */
  setLockoutThreshold(threshold: number): Promise<void>;
  /** Wrong passwords that the directory counts for a user (badPwdCount). */
  badAttempts(sam: string): Promise<number>;
}

/** A directory under test: two controllers of one domain that start with the same accounts. */
export interface ContractDomain {
  /** Points at the first controller. */
  config: DirectoryConfig & { ca: string };
  /** Address of the second controller. Its data need not follow that of the first. */
  second: string;
  /** What issued the controllers' certificates. */
  authority: Authority;
  accounts: ContractAccounts;
  administrator: Administrator;
}
