import { expect, it } from 'vitest';
import type { ContractDomain } from './domain';
import { partsOf } from './parts';

/** Groups by the beginning of their name. */
export function searchContract(subject: () => ContractDomain): void {
  const { directory, tap } = partsOf(subject);
  const search = (text: string, limit = 20) => directory().searchGroups(text, limit);
  const namesOf = async (text: string, limit?: number) =>
    (await search(text, limit)).map((group) => group.name);

  it('finds a group with its name, distinguished name and SID', async () => {
    const { sam, dn } = subject().accounts.awkwardGroup;
    const [known] = await directory().resolveGroups([sam]);
    const group = { sid: known?.sid, name: sam, dn, description: null };
    expect(await search('ops-eu')).toEqual([group]);
    expect(await search(sam)).toEqual([group]);
  });

  it('shows the description of a group that has one', async () => {
    expect(await search('domain users')).toMatchObject([
      { name: 'Domain Users', description: 'All domain users' },
    ]);
  });

  it('takes names with parentheses, asterisks, commas and backslashes by their common name too', async () => {
    const { sam, cn } = subject().accounts.awkwardGroup;
    for (let length = 2; length <= cn.length; length += 1)
      expect([length, await namesOf(cn.slice(0, length))]).toEqual([length, [sam]]);
  });

  it.each([
    '*)(cn=*',
    '**',
    'loop*',
    'loop-a)(cn=*',
    '\\2a',
    '\\6c\\6f',
    'loop-a\0',
    '\0',
    '  ',
    '',
    'Ops (EU)x',
  ])('finds nothing for %j', async (text) => {
    expect(await search(text)).toEqual([]);
  });

  it('takes no notice of case, Unicode form and spaces around', async () => {
    for (const text of ['zürich', 'ZÜRICH', 'zürich'.normalize('NFD'), '  Zürich '])
      expect([text, await namesOf(text)]).toEqual([text, ['zürich-dev', 'zürich-ops']]);
  });

  it('sorts by name and takes the first ones', async () => {
    expect(await namesOf('loop-')).toEqual(['loop-a', 'loop-b']);
    expect(await namesOf('loop-', 1)).toEqual(['loop-a']);
    expect(await namesOf('zürich', 1)).toEqual(['zürich-dev']);
  });

  it('finds by the beginning only', async () => {
    expect(await search('oop-a')).toEqual([]);
  });

  it('finds neither users nor computers', async () => {
    for (const text of [subject().accounts.user.sam, "o'brien", 'dc1', 'svc-'])
      expect([text, await search(text)]).toEqual([text, []]);
  });

  it('says that the directory is unavailable, and asks another controller where one is cut off', async () => {
    const { config, second } = subject();
    const cut = await tap({ judge: ({ request }) => (request.op === 'bind' ? 'cut' : 'pass') });
    const failing = directory({ urls: [cut.url] }).searchGroups('loop-', 20);
    await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
    const both = directory({ urls: [cut.url, second], ca: config.ca });
    expect((await both.searchGroups('loop-', 20)).map(({ name }) => name)).toEqual(['loop-a', 'loop-b']);
  });
}
