import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { APART } from './apart';

const root = path.resolve(import.meta.dirname, '../..');
const FOLDERS = ['lib', 'components', 'app', 'scripts', 'prisma'];

it('what replaces modules has a process to itself', () => {
  const tests = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.test\.tsx?$/.test(file))
      .map((file) => path.join(folder, file)),
  );
  const replacing = tests.filter((file) => /^vi\.mock\(/m.test(readFileSync(path.join(root, file), 'utf8')));
  expect(replacing.length).toBeGreaterThan(0);
  expect(replacing.filter((file) => !APART.includes(file))).toEqual([]);
});

it('every file that has one exists', () => {
  expect(APART.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});
