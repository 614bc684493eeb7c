import type { KeyObject } from 'node:crypto';
import { manifestsIn } from './files';
import { archiveNames, readManifest } from './manifest';
import type { Month } from './next-month';

/**
 * Sees that a folder is the one of this database's archives: a mount that is away looks like an empty folder, and nothing
 * is written over an archive of other rows. Only what an earlier attempt left of the same rows is replaced.
 * @param keys public keys, any of which may have signed what is there
 * @throws Error naming what is missing or in the way
 * @throws Broken where a manifest in the folder can't be believed
 */
export async function assertOwn(
  folder: string,
  installation: string,
  month: Month,
  keys: readonly KeyObject[],
): Promise<void> {
  const { chain, from, firstPrevious, lastHash } = month;
  const name = archiveNames(month).manifest;
  const there = (await manifestsIn(folder)).map((kept) => ({
    ...readManifest(kept, keys),
    where: kept.where,
  }));
  const own = there.filter((one) => one.installation === installation && one.chain === chain);
  if (from > 1 && !own.some((one) => one.lastHash === firstPrevious))
    throw new Error(
      `${folder} does not have the manifest of the ${chain} audit up to row ${from - 1}: is it the folder of the archives, and mounted?`,
    );
  const inTheWay = there.find(({ where }) => where.endsWith(name));
  if (!inTheWay || own.some((one) => one === inTheWay && one.lastHash === lastHash)) return;
  throw new Error(
    `${inTheWay.where} is there already, and is of other rows. Each database needs a folder of its own.`,
  );
}
