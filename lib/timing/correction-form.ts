/**
 * A text freed of what stands around an expression or only looks like its signs. `kind` and `body` are there where
 * it names one of the forms; `reason` and `position` tell the first thing that was wrong with the form.
 */
export type Tidied = {
  text: string;
  kind: 'cron' | 'rate' | 'at' | 'after' | null;
  body: string;
  reason: string | undefined;
  position: number | undefined;
  /** Set where it holds more than one expression, to the reason. */
  several: string | undefined;
};

type Lookalike = { found: RegExp; plain: string; name: string };

const LOOKALIKES: Lookalike[] = [
  { found: /[\u2010-\u2015\u2212\uff0d]/, plain: '-', name: 'the plain hyphen -' },
  { found: /[\u201c-\u201f\u00ab\u00bb\u2033]/, plain: '"', name: 'part of an expression' },
  { found: /[\u2018-\u201b\u2032\u00b4]/, plain: "'", name: 'part of an expression' },
  { found: /[\uff1f]/, plain: '?', name: 'the plain question mark ?' },
  { found: /[\uff0a\u2217\u00d7\u22c6]/, plain: '*', name: 'the plain asterisk *' },
  { found: /[\uff0c\u3001\u060c]/, plain: ',', name: 'the plain comma ,' },
  { found: /[\uff08]/, plain: '(', name: 'the plain bracket (' },
  { found: /[\uff09]/, plain: ')', name: 'the plain bracket )' },
  { found: /[\uff0f\u2044\u2215]/, plain: '/', name: 'the plain slash /' },
  { found: /[\uff1a]/, plain: ':', name: 'the plain colon :' },
  { found: /[\uff03]/, plain: '#', name: 'the plain sign #' },
  {
    found: /[\t\n\v\f\r\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]/,
    plain: ' ',
    name: 'a plain blank',
  },
];

const SEVERAL = /\)\s*[;,&|]*\s*(?:cron|rate|at|after)\s*\(/i;
const ZONE = '(?:[A-Z][A-Za-z_]+(?:/[A-Za-z_+-]+)+|UTC|GMT)';

/** Takes a text apart for a correction; never fails. */
export function tidy(given: string): Tidied {
  const notes: { reason: string; position: number }[] = [];
  const several = SEVERAL.test(given)
    ? 'a schedule has one expression; several take several schedules'
    : undefined;
  const start = given.length - given.trimStart().length;
  const note = (reason: string, position = start) => notes.push({ reason, position });
  let text = withPlainSigns(given, note).trim();
  const quoted = /^(["'`]+)(.*?)["'`]*;?$/s.exec(text);
  if (quoted?.[2] !== undefined) {
    note('an expression stands without quotes');
    text = quoted[2].trim();
  }
  const zone = new RegExp(`^(?:CRON_)?TZ=\\S+\\s+(.*)$|^(.*\\))\\s*\\[?${ZONE}\\]?$`, 's').exec(text);
  if (zone) {
    note("the time zone does not belong into the expression: the schedule's own time zone counts");
    text = zone[1] ?? zone[2] ?? text;
  }
  if (/^\(.*\)$/s.test(text)) {
    note('an expression is written cron(…), rate(…) or at(…)');
    text = text.slice(1, -1).trim();
  }
  return { ...takeApart(text, note), text, several, reason: notes[0]?.reason, position: notes[0]?.position };
}

function withPlainSigns(given: string, note: (reason: string, position: number) => void): string {
  return given.replace(/[^\x20-\x7e]/g, (sign, position: number) => {
    const lookalike = LOOKALIKES.find(({ found }) => found.test(sign));
    if (!lookalike) return sign;
    const shown = sign.trim() === '' || sign === '\u200b' ? 'a special blank' : `"${sign}"`;
    note(`${shown} at character ${position + 1} is not ${lookalike.name}`, position);
    return lookalike.plain;
  });
}

function takeApart(text: string, note: (reason: string) => void): Pick<Tidied, 'kind' | 'body'> {
  const match = /^(cron|rate|at|after)\s*[:([{\s](.*)$/is.exec(text);
  if (!match) return { kind: null, body: '' };
  const [, name = '', rest = ''] = match;
  const kind = name.toLowerCase() as 'cron' | 'rate' | 'at' | 'after';
  const regular = text.startsWith(`${name}(`);
  const inner = rest.replace(regular ? /[)\s]+[;.,]?$/ : /[)\]}\s]+[;.,]?$/, '');
  const body = inner.replace(/^[\s(["']+|["'\s]+$/g, '').replace(/^(?:cron|rate|at|after)\(/i, '');
  const stray = body.replace(/H\([^()]*\)/g, '').search(/[()]/);
  if (stray >= 0) {
    note('something follows the closing bracket');
    return { kind, body: body.slice(0, body.search(/[()]/)).trim() };
  }
  if (name !== kind) note(`${kind} is written in small letters: ${kind}(…)`);
  if (!regular) note(`an expression is written ${kind}(…)`);
  else if (/\)[;.,]$/.test(text)) note('something follows the closing bracket');
  else if (!text.endsWith(')')) note('the closing bracket is missing');
  else if (body !== rest.slice(0, -1))
    note(`what stands in ${kind}(…) has no brackets, quotes or blanks around it`);
  return { kind, body };
}
