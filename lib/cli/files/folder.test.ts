import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readPlace } from './folder';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rota-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

const file = (name: string) => writeFile(path.join(folder, name), `name: ${name}\n`);

it('Files are read whatever case they end in, and through links; linked folders are told', async () => {
  await mkdir(path.join(folder, 'jobs/.git'), { recursive: true });
  for (const name of ['jobs/one.YAML', 'jobs/.git/two.yaml', 'three.yml', 'jobs/readme.md']) await file(name);
  await symlink('../three.yml', path.join(folder, 'jobs/linked.yml'));
  await symlink('..', path.join(folder, 'jobs/around'));
  await symlink('nowhere', path.join(folder, 'jobs/dead'));
  const { documents, whole, links } = await readPlace(folder, 'jobs');
  expect(documents.map((one) => one.file)).toEqual(['jobs/linked.yml', 'jobs/one.YAML']);
  expect({ whole, links }).toEqual({ whole: true, links: ['jobs/around'] });
});

it('A link that leads to no file is refused, not passed over', async () => {
  await symlink('nowhere', path.join(folder, 'a.yaml'));
  await expect(readPlace(folder, '.')).rejects.toThrow('a.yaml leads to no file.');
  await expect(readPlace(folder, 'b.yaml')).rejects.toThrow('There is no b.yaml.');
});

it('One file is not all that there is', async () => {
  await file('a.yaml');
  expect(await readPlace(folder, 'a.yaml')).toMatchObject({ whole: false, folder });
});
