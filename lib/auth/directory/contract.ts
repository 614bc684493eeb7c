import { describe } from 'vitest';
import { controllerContract } from './contract/controllers';
import type { ContractDomain } from './contract/domain';
import { groupContract } from './contract/groups';
import { identityContract } from './contract/identity';
import { nameContract } from './contract/names';
import { refusalContract } from './contract/refusals';
import { searchContract } from './contract/search';
import { secrecyContract } from './contract/secrecy';
import { wireContract } from './contract/wire';

/**
 * What the product relies on in any Active Directory, numbered as in the list of behaviours that a sign-in must
 * have. Runs against the embedded directory and against a real domain controller with the same accounts.
 *
 * @param subject gives the directory once it is up
 */
export function directoryContract(name: string, subject: () => ContractDomain): void {
  describe(`${name}: on the wire`, () => wireContract(subject));
  describe(`${name}: names`, () => nameContract(subject));
  describe(`${name}: refusals`, () => refusalContract(subject));
  describe(`${name}: several controllers`, () => controllerContract(subject));
  describe(`${name}: groups and roles`, () => groupContract(subject));
  describe(`${name}: search for groups`, () => searchContract(subject));
  describe(`${name}: identity`, () => identityContract(subject));
  describe(`${name}: secrecy`, () => secrecyContract(subject));
}
