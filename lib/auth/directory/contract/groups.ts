import { expect, it, onTestFinished, vi } from 'vitest';
import { testEnv } from '@/lib/local/test-product';
import type { ContractDomain } from './domain';
import { partsOf } from './parts';

/** Which groups, and so which role, somebody has. */
export function groupContract(subject: () => ContractDomain): void {
  const { directory } = partsOf(subject);
  const sidsOf = async (groups: string[]) =>
    (await directory().resolveGroups(groups)).map((group) => group.sid);
  const groupsOf = async (sam: string) =>
    (await directory().signIn(sam, subject().accounts.password)).groupSids;

  /** The product's own judgement, where one role group is named by each of the ways to name one. */
  const roleOf = async (sam: string) => {
    const { nested, looped, primary, highest } = subject().accounts;
    const [sid = ''] = await sidsOf([highest.group]);
    const url = 'postgresql://nobody@localhost:1/none';
    const variables = {
      ...testEnv({ url, maintenanceUrl: url }),
      ROTA_VIEWER_GROUPS: nested.group,
      ROTA_OPERATOR_GROUPS: looped.groups[0],
      ROTA_EDITOR_GROUPS: `CN=${primary.group},OU=Groups,${subject().config.baseDn}`,
      ROTA_ADMINISTRATOR_GROUPS: sid,
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    vi.resetModules();
    const roles = await import('@/lib/auth/role-groups');
    return (await roles.roleOf(directory(), await groupsOf(sam))).role;
  };

  it('17. finds nested, looped and primary groups, by SID', async () => {
    const { nested, primary, looped } = subject().accounts;
    expect(await groupsOf(nested.sam)).toEqual(expect.arrayContaining(await sidsOf([nested.group])));
    expect(await groupsOf(primary.sam)).toEqual(expect.arrayContaining(await sidsOf([primary.group])));
    expect(await groupsOf(looped.sam)).toEqual(expect.arrayContaining(await sidsOf(looped.groups)));
    const others = await sidsOf([...looped.groups, primary.group]);
    expect((await groupsOf(nested.sam)).filter((sid) => others.includes(sid))).toEqual([]);
  });

  it('17. gives the role of a nested and of a looped group, and the highest of several', async () => {
    const { nested, looped, primary, highest } = subject().accounts;
    expect(await roleOf(nested.sam)).toBe('viewer');
    expect(await roleOf(looped.sam)).toBe('operator');
    expect(highest.sam).toBe(primary.sam);
    expect(await roleOf(highest.sam)).toBe('administrator');
  });

  it('17. resolves a group by name, common name, distinguished name and SID', async () => {
    const { sam, cn, dn } = subject().accounts.awkwardGroup;
    const [bySam] = await directory().resolveGroups([sam]);
    const inputs = [sam, cn, dn, bySam?.sid ?? ''];
    const groups = await directory().resolveGroups(inputs);
    expect(groups).toEqual(inputs.map((input) => ({ input, sid: bySam?.sid, name: sam })));
  });

  it('17. names every group that it does not find, and takes no user for a group', async () => {
    const { user, nested } = subject().accounts;
    const asked = [nested.group, 'no such group', user.sam, '*', 'S-1-5-21-1-2-3-4', ''];
    await expect(directory().resolveGroups(asked)).rejects.toMatchObject({ missing: asked.slice(1) });
  });

  it('18. gives no role to somebody in no role group, whose password is right', async () => {
    expect(await roleOf(subject().accounts.outside)).toBeNull();
  });
}
