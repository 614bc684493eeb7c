import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

type Import = { from: string; to: string; typeOnly: boolean };
type Rule = { name: string; from: RegExp; to: RegExp; except?: RegExp; evenTypes?: boolean };

const root = path.resolve(import.meta.dirname, '../..');

/** The import directions of the architecture: what stands in `from` must not import what stands in `to`. */
const RULES: Rule[] = [
  {
    name: 'lib imports neither app nor components',
    from: /^lib\//,
    to: /^(app|components)\//,
    evenTypes: true,
  },
  {
    name: 'components do not import routes, actions aside',
    from: /^components\//,
    to: /^app\//,
    except: /\/actions$/,
  },
  {
    name: 'components import no server part at run time',
    from: /^components\//,
    to: /^lib\/(db|env|command|ready|keyset|auth\/(?!roles|sign-in-problems)|audit\/(record|queries)|.*\/(queries|.*commands|load|write)$|sync\/|aws\/|dispatch\/|worker\/|web\/|environments\/)/,
  },
  {
    name: 'components/ui knows no domain',
    from: /^components\/ui\//,
    to: /^(lib\/(schedules|targets|sync|auth|teams)|components\/(?!ui\/))/,
  },
  {
    name: 'only lib/aws talks to AWS',
    from: /^(app|components|lib\/(?!aws\/|local\/))/,
    to: /^@aws-sdk\//,
    evenTypes: true,
  },
  {
    name: 'only the directory client talks LDAP',
    from: /^(app|components|lib\/(?!auth\/directory|local\/))/,
    to: /^ldapts/,
    evenTypes: true,
  },
  {
    name: 'the product does not need its local stand-ins',
    from: /^(app|components|lib\/(?!local\/))/,
    to: /^lib\/local\//,
  },
  {
    name: 'aws, the directory and the database know no domain',
    from: /^lib\/(aws\/|auth\/directory|db$)/,
    to: /^lib\/(schedules|targets|sync|dispatch|teams|audit|environments|timing)/,
    evenTypes: true,
  },
  {
    name: 'timing stands alone',
    from: /^lib\/timing\//,
    to: /^(?!lib\/timing\/|node:|vitest|fast-check|croner)/,
    evenTypes: true,
  },
  {
    name: 'pure files do no I/O',
    from: /^lib\/(sync\/(plan|normal-form|backoff)|audit\/(diff|filter)|auth\/roles|schedules\/(schema|timing|snapshot|filter|form)|targets\/(?!secrets))/,
    to: /^(lib\/(db|env|log|aws\/(?!scheduler))|node:(fs|net|http|child_process)|pg$|next)/,
  },
];

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('lib/generated/'));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const from = file.replace(/\.tsx?$/, '');
  const pattern = /^(?:import|export)\s+(type\s+)?((?:[^'";]|\n)*?from\s+)?['"]([^'"]+)['"]/gm;
  const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g;
  return [
    ...[...text.matchAll(pattern)].map(([, type, names = '', to = '']) => ({
      from,
      to: resolve(file, to),
      typeOnly: type !== undefined || onlyTypes(names),
    })),
    ...[...text.matchAll(dynamic)].map(([, to = '']) => ({ from, to: resolve(file, to), typeOnly: false })),
  ];
}

/** `{ type A, type B } from` */
function onlyTypes(names: string): boolean {
  const inner = /^\s*\{([^}]*)\}/.exec(names)?.[1];
  if (!inner) return false;
  return inner.split(',').every((name) => /^\s*(type\s|$)/.test(name));
}

function resolve(file: string, to: string): string {
  if (to.startsWith('@/')) return to.slice(2);
  return to.startsWith('.') ? path.join(path.dirname(file), to) : to;
}

const imports = ['app', 'components', 'lib'].flatMap(filesBelow).flatMap(importsOf);

describe('the architecture', () => {
  it('is read from the source', () => {
    expect(imports.length).toBeGreaterThan(200);
  });

  it.each(RULES)('$name', ({ from, to, except, evenTypes }) => {
    const tests = /\.test$|\/contract\/|\/(contract|fixture|oracle)(-accounts)?$/;
    const broken = imports.filter(
      (one) =>
        from.test(one.from) &&
        !tests.test(one.from) &&
        to.test(one.to) &&
        !except?.test(one.to) &&
        (evenTypes || !one.typeOnly),
    );
    expect(broken.map((one) => `${one.from} → ${one.to}`)).toEqual([]);
  });
});
