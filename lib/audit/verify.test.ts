import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHAINS, type Chain, commitment, genesis, hashOf } from './chain';
import { digestHash, type SignedDigest, signDigest } from './digest';
import { type ExportedRow, readExportedRow, writeExportedRow } from './export-row';
import { type Kept, type Report, verifyExport } from './verify';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');

type Written = { rows: ExportedRow[]; digests: SignedDigest[] };

/** Links rows anew, as somebody would who can write to the database. */
function relink(chain: Chain, rows: readonly ExportedRow[]): ExportedRow[] {
  let prevHash = genesis(chain);
  return rows.map((row, i) => {
    const link = { ...row, chain, seq: i + 1, prevHash };
    const hash = hashOf(link);
    prevHash = hash;
    return { ...link, hash };
  });
}

const row = (i: number, text: string): ExportedRow => {
  const salt = Buffer.alloc(16, i);
  const values = JSON.stringify({ name: `Person ${i}`, ip: '192.0.2.7' });
  const person = commitment(salt, values);
  const body = JSON.stringify({
    schemaVersion: 1,
    id: `${i}`,
    actor: { groups: [] },
    person,
    action: 'test',
    subject: text,
  });
  const at = new Date(Date.UTC(2027, 0, 1, 0, 0, i)).toISOString().replace('Z', '000Z');
  return { chain: 'schedule', seq: 0, at, prevHash: '', hash: '', body, person: { salt, values } };
};

/** A chain of rows with a digest after each of `signedAt` rows. */
function written(chain: Chain, subjects: readonly string[], signedAt: readonly number[]): Written {
  const rows = relink(
    chain,
    subjects.map((subject, i) => row(i, subject)),
  );
  const digests: SignedDigest[] = [];
  for (const seq of [...signedAt].sort((a, b) => a - b)) {
    const last = digests.at(-1);
    const what = {
      installation: 'the-one',
      chain,
      number: digests.length + 1,
      seq,
      hash: rows[seq - 1]?.hash ?? genesis(chain),
      at: new Date(Date.UTC(2027, 0, 1, 1, digests.length)).toISOString(),
      previous: last ? digestHash(last) : null,
    };
    digests.push(signDigest(what, privateKey));
  }
  return { rows, digests };
}

async function* lines(rows: readonly ExportedRow[]): AsyncGenerator<Kept> {
  for (const [i, one] of rows.entries()) yield { where: `line ${i + 1}`, text: writeExportedRow(one) };
}

const verify = ({ rows, digests }: Written, only: readonly Chain[] = CHAINS): Promise<Report> =>
  verifyExport(
    lines(rows),
    digests.map((digest, i) => ({ where: `digest ${i + 1}`, text: JSON.stringify(digest) })),
    [publicKey],
    only,
  );

const subjects = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 4, maxLength: 24 });
const chainOf = fc
  .record({
    chain: fc.constantFrom(...CHAINS),
    subjects,
    marks: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
  })
  .map(({ chain, subjects, marks }) => {
    const signedAt = marks.map((mark) => 2 + (mark % (subjects.length - 1)));
    return { chain, signedTo: Math.max(...signedAt), ...written(chain, subjects, signedAt) };
  });

type Case = {
  rows: ExportedRow[];
  digests: SignedDigest[];
  chain: Chain;
  signedTo: number;
  i: number;
  j: number;
};

const at = <T>(list: readonly T[], i: number): T => {
  const found = list[i];
  if (found === undefined) throw new Error(`There is nothing at ${i}.`);
  return found;
};
const edited = (one: ExportedRow): ExportedRow => ({ ...one, body: one.body.replace('"test"', '"tost"') });
const restated = (digest: SignedDigest): SignedDigest => {
  const what = JSON.parse(digest.statement) as { at: string };
  return { ...digest, statement: JSON.stringify({ ...what, at: '2030-01-01T00:00:00.000Z' }) };
};

/** `i` and `j` are two different rows that a digest covers. Null where a tampering needs more digests than there are. */
const TAMPERINGS: Record<string, (of: Case) => Partial<Written> | null> = {
  'a row is edited': ({ rows, i }) => ({ rows: rows.with(i, edited(at(rows, i))) }),
  'a row is edited and hashed anew': ({ rows, i }) => {
    const one = edited(at(rows, i));
    return { rows: rows.with(i, { ...one, hash: hashOf(one) }) };
  },
  'a row is edited and all after it are linked anew': ({ rows, i, chain }) => ({
    rows: relink(chain, rows.with(i, edited(at(rows, i)))),
  }),
  'the time of a row is changed': ({ rows, i }) => ({
    rows: rows.with(i, { ...at(rows, i), at: '2026-12-31T23:59:59.000000Z' }),
  }),
  'the time of a row is changed and all after it are linked anew': ({ rows, i, chain }) => ({
    rows: relink(chain, rows.with(i, { ...at(rows, i), at: '2026-12-31T23:59:59.000000Z' })),
  }),
  'a person is changed': ({ rows, i }) => {
    const one = at(rows, i);
    const values = JSON.stringify({ name: 'Somebody else', ip: '192.0.2.7' });
    return { rows: rows.with(i, { ...one, person: { salt: one.person?.salt ?? Buffer.alloc(16), values } }) };
  },
  'a person is changed and committed to anew': ({ rows, i, chain }) => {
    const one = at(rows, i);
    const person = { salt: Buffer.alloc(16, 7), values: '{"name":"Somebody else"}' };
    const body = one.body.replace(/"person":"\w+"/, `"person":"${commitment(person.salt, person.values)}"`);
    return { rows: relink(chain, rows.with(i, { ...one, body, person })) };
  },
  'a row is deleted': ({ rows, i }) => ({ rows: rows.toSpliced(i, 1) }),
  'a row is deleted and the rest linked anew': ({ rows, i, chain }) => ({
    rows: relink(chain, rows.toSpliced(i, 1)),
  }),
  'a row is inserted': ({ rows, i }) => ({ rows: rows.toSpliced(i, 0, row(99, 'new')) }),
  'a row is inserted and the rest linked anew': ({ rows, i, chain }) => ({
    rows: relink(chain, rows.toSpliced(i, 0, row(99, 'new'))),
  }),
  'a row is there twice': ({ rows, i }) => ({ rows: rows.toSpliced(i, 0, at(rows, i)) }),
  'two rows change places': ({ rows, i, j }) => ({ rows: rows.with(i, at(rows, j)).with(j, at(rows, i)) }),
  'two rows change places and all are linked anew': ({ rows, i, j, chain }) => ({
    rows: relink(chain, rows.with(i, at(rows, j)).with(j, at(rows, i))),
  }),
  'the end is cut off': ({ rows, signedTo, i }) => ({ rows: rows.slice(0, Math.min(i, signedTo - 1)) }),
  'the beginning is cut off': ({ rows, i }) => ({ rows: rows.slice(i + 1) }),
  'the beginning is cut off and the rest linked anew': ({ rows, i, chain }) => ({
    rows: relink(chain, rows.slice(i + 1)),
  }),
  'all is replaced': ({ rows, chain }) => ({
    rows: relink(
      chain,
      rows.map((_, k) => row(k, 'invented')),
    ),
  }),
  'a digest is missing': ({ digests, i }) =>
    digests.length < 2 ? null : { digests: digests.toSpliced(i % (digests.length - 1), 1) },
  'a digest states something else': ({ digests, i }) => {
    const k = i % digests.length;
    return { digests: digests.with(k, restated(at(digests, k))) };
  },
  'a digest is signed by somebody else': ({ digests, i }) => {
    const k = i % digests.length;
    const what = JSON.parse(at(digests, k).statement);
    return { digests: digests.with(k, signDigest(what, stranger.privateKey)) };
  },
  'a digest is there twice': ({ digests, i }) => ({ digests: [...digests, at(digests, i % digests.length)] }),
};

/** So many tamperings are tried in all. */
const TRIED = 10_000;

describe('an export of an audit', () => {
  it('is right as it was written, to the last digest, and says what none covers', async () => {
    await fc.assert(
      fc.asyncProperty(chainOf, async ({ chain, signedTo, rows, digests }) => {
        const { problem, chains } = await verify({ rows, digests }, [chain]);
        expect(problem).toBeNull();
        expect(chains).toMatchObject([{ chain, rows: rows.length, last: rows.length, signedTo, erased: 0 }]);
      }),
    );
  });

  it(`shows each of ${TRIED} tamperings within what its digests cover`, async () => {
    const kinds = Object.keys(TAMPERINGS);
    const tried = new Map<string, number>();
    const property = fc.asyncProperty(
      chainOf,
      fc.constantFrom(...kinds),
      fc.nat(),
      fc.nat(),
      async (made, kind, one, other) => {
        const i = one % made.signedTo;
        const j = (i + 1 + (other % (made.signedTo - 1))) % made.signedTo;
        const tampered = TAMPERINGS[kind]?.({ ...made, i, j });
        fc.pre(tampered !== null && tampered !== undefined);
        const { problem } = await verify({ ...made, ...tampered }, [made.chain]);
        expect({ kind, problem }).toEqual({
          kind,
          problem: { where: expect.any(String), message: expect.any(String) },
        });
        tried.set(kind, (tried.get(kind) ?? 0) + 1);
      },
    );
    await fc.assert(property, { numRuns: TRIED });
    const total = [...tried.values()].reduce((sum, n) => sum + n, 0);
    console.log(`${total} tamperings of ${tried.size} kinds, all found`);
    expect(tried.size).toBe(kinds.length);
    expect(total).toBeGreaterThanOrEqual(TRIED);
  }, 180_000);

  it('names the row that is wrong', async () => {
    const { rows, digests } = written('activity', ['a', 'b', 'c', 'd'], [3]);
    const found = async (changed: readonly ExportedRow[]) =>
      (await verify({ rows: [...changed], digests }, ['activity'])).problem;
    expect(await found(rows.with(1, edited(at(rows, 1))))).toEqual({
      where: 'line 2',
      message: 'Row 2 of the activity audit was changed: its hash does not fit.',
    });
    expect((await found(rows.toSpliced(2, 1)))?.message).toBe(
      'Row 3 of the activity audit is missing: after row 2 comes row 4.',
    );
    expect((await found(rows.slice(0, 2)))?.message).toMatch(
      /^Rows 3 to 3 of the activity audit are missing at the end/,
    );
    expect((await found(relink('activity', rows.with(0, edited(at(rows, 0))))))?.message).toMatch(
      /^Rows 1 to 3 of the activity audit are not those that were there/,
    );
    expect((await found([]))?.message).toMatch(/^Rows 1 to 3/);
  });

  it('is whole without the values of a person that were erased, and says how many', async () => {
    const { rows, digests } = written('schedule', ['a', 'b', 'c'], [3]);
    const erased = rows.with(1, { ...at(rows, 1), person: null });
    const { problem, chains } = await verify({ rows: erased, digests }, ['schedule']);
    expect(problem).toBeNull();
    expect(chains[0]?.erased).toBe(1);
  });

  it('does not tell an edit after the last digest, and says from where on that is so', async () => {
    const { rows, digests } = written('schedule', ['a', 'b', 'c'], [2]);
    const { problem, chains } = await verify(
      { rows: relink('schedule', rows.with(2, edited(at(rows, 2)))), digests },
      ['schedule'],
    );
    expect(problem).toBeNull();
    expect(chains).toMatchObject([{ rows: 3, last: 3, signedTo: 2 }]);
  });

  it('is read as it was written', () => {
    const { rows } = written('schedule', ['Umlaut ä € 🚀 "quoted" \\ \u2028'], []);
    expect(rows.map((one) => readExportedRow(writeExportedRow(one)))).toEqual(rows);
  });
});
