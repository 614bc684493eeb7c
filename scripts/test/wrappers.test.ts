import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const files = readdirSync(path.join(root, 'app'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));

/** Pages and handlers that anybody may ask for, each with why. */
const PUBLIC: Record<string, string> = {
  'app/page.tsx': 'leads to the schedules',
  'app/(auth)/login/page.tsx': 'is the sign-in',
  'app/api/auth/[...nextauth]/route.ts': "next-auth's own endpoints, with their own CSRF token",
  'app/api/healthz/route.ts': 'says whether the process answers, and nothing else',
  'app/api/readyz/route.ts': 'says what is missing to serve, for the load balancer',
  'app/api/callbacks/[token]/route.ts':
    'takes what receivers of webhooks say, by a signed address of one run',
  'app/api/v1/openapi.json/route.ts': 'describes the API, and tells nothing of what is there',
  'app/api/theme/route.ts': "keeps a choice of colours in the asker's own browser, and nothing else",
};

const named = (name: RegExp) => files.filter(({ file }) => name.test(file) && !(file in PUBLIC));

it('makes every page but the public ones with the wrapper', () => {
  const pages = named(/\/page\.tsx$/);
  expect(pages.length).toBeGreaterThanOrEqual(6);
  const bare = pages.filter(({ text }) => !/^export default protectedPage\(/m.test(text));
  expect(bare.map(({ file }) => file)).toEqual([]);
});

it('makes every handler but the public ones with the wrapper, and lets none answer a GET', () => {
  const handlers = named(/^app\/(?!api\/v1\/).*\/route\.ts$/);
  expect(handlers.length).toBeGreaterThanOrEqual(3);
  for (const { file, text } of handlers) {
    const exported = [...text.matchAll(/^export (?!type\b)(.*)$/gm)].map(([, rest = '']) => rest);
    expect(exported.length).toBeGreaterThan(0);
    const bare = exported.filter((rest) => !/^const (POST|PUT|PATCH|DELETE) = route\(/.test(rest));
    expect({ file, bare }).toEqual({ file, bare: [] });
  }
});

it('answers every path of the API in one place', () => {
  const handlers = named(/^app\/api\/v1\/.*\/route\.ts$/);
  expect(handlers.map(({ file }) => file)).toEqual(['app/api/v1/[[...path]]/route.ts']);
  expect(handlers[0]?.text).toMatch(
    /^const answer = async \(.*\) => serve\(request, \(await params\)\.path \?\? \[\]\);$/m,
  );
  expect(handlers[0]?.text).toMatch(/^export \{ answer as DELETE, .* \};$/m);
});

it('makes every server action with the wrapper', () => {
  const modules = files.filter(({ text }) => /^\s*['"]use server['"]/m.test(text));
  expect(modules.length).toBeGreaterThanOrEqual(2);
  for (const { file, text } of modules) {
    const wrappers = [
      'action',
      ...[...text.matchAll(/^const (\w+) = [^;]*?=>\s*action\(/gm)].map(([, name]) => name),
    ];
    const exported = [...text.matchAll(/^export (?!type\b)(.*)$/gm)].map(([, rest = '']) => rest);
    expect(exported.length).toBeGreaterThan(0);
    const bare = exported.filter(
      (rest) => !wrappers.some((wrapper) => new RegExp(`^const \\w+(: [^;]*?)? = ${wrapper}\\(`).test(rest)),
    );
    expect({ file, bare }).toEqual({ file, bare: [] });
  }
});
