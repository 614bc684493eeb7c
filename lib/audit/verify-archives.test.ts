import { createHash, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rounds } from '@/lib/local/rounds';
import { commitment, genesis, hashOf } from './chain';
import { digestHash, type SignedDigest, signDigest } from './digest';
import { type ExportedRow, writeExportedRow, writePersonLine } from './export-row';
import { archiveNames, signManifest } from './retention/manifest';
import { type Kept, type Report, verifyExport } from './verify';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const AT = '2027-01-01T00:00:00.000Z';
const chain = 'schedule';
const installation = 'the-one';

/** An archive as it stands in a folder; null where a file is not there. */
type Archive = { manifest: SignedDigest; rows: string[] | null; people: string[] | null };
type Written = { archives: Archive[]; online: ExportedRow[]; digests: SignedDigest[] };

function relink(rows: readonly ExportedRow[]): ExportedRow[] {
  let prevHash = genesis(chain);
  return rows.map((row, i) => {
    const link = { ...row, seq: i + 1, prevHash };
    const hash = hashOf(link);
    prevHash = hash;
    return { ...link, hash };
  });
}

function row(i: number): ExportedRow {
  const person = { salt: Buffer.alloc(16, i), values: JSON.stringify({ name: `Person ${i}` }) };
  const body = JSON.stringify({ id: `${i}`, person: commitment(person.salt, person.values), action: 'test' });
  return {
    chain,
    seq: 0,
    at: `2027-01-01T00:00:${String(i % 60).padStart(2, '0')}.000000Z`,
    prevHash: '',
    hash: '',
    body,
    person,
  };
}

const sha256 = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex');

function archived(rows: readonly ExportedRow[], month: number, key = privateKey): Archive {
  const [first, last] = [at(rows, 0), at(rows, rows.length - 1)];
  const lines = rows.map((one) => writeExportedRow({ ...one, person: null }));
  const what = {
    installation,
    chain,
    month: `2026-0${month}`,
    from: first.seq,
    to: last.seq,
    rows: rows.length,
    firstPrevious: first.prevHash,
    lastHash: last.hash,
    sha256: sha256(lines),
    at: AT,
  } as const;
  const people = rows.flatMap(({ seq, person }) => (person ? [writePersonLine(seq, person)] : []));
  return { manifest: signManifest(what, key), rows: lines, people };
}

/** Rows in archives of these lengths and then online, with a digest after the last archived row and the last one. */
function written(lengths: readonly number[], online: number): Written {
  const archivedRows = lengths.reduce((sum, n) => sum + n, 0);
  const rows = relink(Array.from({ length: archivedRows + online }, (_, i) => row(i)));
  let from = 0;
  const archives = lengths.map((length, i) => {
    from += length;
    return archived(rows.slice(from - length, from), i + 1);
  });
  return { archives, online: rows.slice(archivedRows), digests: signedAt(rows, [archivedRows, rows.length]) };
}

function signedAt(rows: readonly ExportedRow[], marks: readonly number[]): SignedDigest[] {
  const digests: SignedDigest[] = [];
  for (const seq of marks) {
    const last = digests.at(-1);
    const previous = last ? digestHash(last) : null;
    digests.push(
      signDigest(
        {
          installation,
          chain,
          number: digests.length + 1,
          seq,
          hash: at(rows, seq - 1).hash,
          at: AT,
          previous,
        },
        privateKey,
      ),
    );
  }
  return digests;
}

const at = <T>(list: readonly T[], i: number): T => {
  const found = list[i];
  if (found === undefined) throw new Error(`There is nothing at ${i}.`);
  return found;
};

async function* lines(texts: readonly string[], file: string): AsyncGenerator<Kept> {
  for (const [i, text] of texts.entries()) yield { where: `${file}, line ${i + 1}`, text };
}

function verify({ archives, online, digests }: Written): Promise<Report> {
  const manifests = archives.map(({ manifest }, i) => ({
    where: `manifest ${i + 1}`,
    text: JSON.stringify(manifest),
  }));
  return verifyExport(
    lines(online.map(writeExportedRow), 'online'),
    digests.map((digest, i) => ({ where: `digest ${i + 1}`, text: JSON.stringify(digest) })),
    [publicKey],
    [chain],
    {
      manifests,
      open: async (one) => {
        const { rows, people } = at(
          archives,
          manifests.findIndex(({ where }) => where === one.where),
        );
        return {
          name: archiveNames(one).rows,
          rows: rows && { lines: lines(rows, 'rows'), sha256: () => sha256(rows) },
          people: people && lines(people, 'people'),
        };
      },
    },
  );
}

const shape = fc.record({
  lengths: fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 2, maxLength: 4 }),
  online: fc.integer({ min: 2, max: 5 }),
});

type Case = Written & { a: number; k: number };
const changed = (text: string) => text.replace('"test', '"tost').replace('\\"test', '\\"tost');
const withArchive = ({ archives, a }: Case, change: Partial<Archive>) => ({
  archives: archives.with(a, { ...at(archives, a), ...change }),
});
const rowsOf = ({ archives, a }: Case) => at(archives, a).rows ?? [];
const peopleOf = ({ archives, a }: Case) => at(archives, a).people ?? [];

/** `a` is an archive, `k` a row of it. */
const TAMPERINGS: Record<string, (of: Case) => Partial<Written>> = {
  'a row of an archive is edited': (of) =>
    withArchive(of, { rows: rowsOf(of).with(of.k, changed(at(rowsOf(of), of.k))) }),
  'a row of an archive is edited and all of it signed by somebody else': (of) => {
    const rows = rowsOf(of).map((text) => ({ ...JSON.parse(text), person: null }) as ExportedRow);
    const other = rows.with(of.k, { ...at(rows, of.k), body: changed(at(rows, of.k).body) });
    return { archives: of.archives.with(of.a, archived(other, of.a + 1, stranger.privateKey)) };
  },
  'a row of an archive is taken away': (of) => withArchive(of, { rows: rowsOf(of).toSpliced(of.k, 1) }),
  'a row of an archive is there twice': (of) =>
    withArchive(of, { rows: rowsOf(of).toSpliced(of.k, 0, at(rowsOf(of), of.k)) }),
  'an archive is cut off': (of) => withArchive(of, { rows: rowsOf(of).slice(0, of.k) }),
  'the file of an archive was packed anew with something after its rows': (of) =>
    withArchive(of, { rows: [...rowsOf(of), at(rowsOf(of), of.k)] }),
  'the rows of two archives changed places': (of) => {
    const b = (of.a + 1) % of.archives.length;
    const [one, two] = [at(of.archives, of.a), at(of.archives, b)];
    return {
      archives: of.archives
        .with(of.a, { ...one, rows: two.rows, people: two.people })
        .with(b, { ...two, rows: one.rows, people: one.people }),
    };
  },
  'a manifest is replaced by another': (of) =>
    withArchive(of, { manifest: at(of.archives, (of.a + 1) % of.archives.length).manifest }),
  'a manifest states something else': (of) => {
    const { manifest } = at(of.archives, of.a);
    return withArchive(of, {
      manifest: { ...manifest, statement: manifest.statement.replace('"the-one"', '"the-two"') },
    });
  },
  'a manifest is that of another database': (of) => {
    const { archive: _, ...what } = JSON.parse(at(of.archives, of.a).manifest.statement);
    return withArchive(of, { manifest: signManifest({ ...what, installation: 'the-two' }, privateKey) });
  },
  'all manifests are those of another database': ({ archives }) => ({
    archives: archives.map((one) => {
      const { archive: _, ...what } = JSON.parse(one.manifest.statement);
      return { ...one, manifest: signManifest({ ...what, installation: 'the-two' }, privateKey) };
    }),
  }),
  'a manifest is signed of a file that ends before it says': (of) => {
    const rows = rowsOf(of).slice(0, -1);
    const { archive: _, ...what } = JSON.parse(at(of.archives, of.a).manifest.statement);
    const manifest = signManifest({ ...what, sha256: sha256(rows) }, privateKey);
    return withArchive(of, { manifest, rows, people: peopleOf(of).slice(0, -1) });
  },
  'an archive is taken away with its manifest': (of) => ({ archives: of.archives.toSpliced(of.a, 1) }),
  'all archives are taken away with their manifests': () => ({ archives: [] }),
  'the first row online is taken away': ({ online }) => ({ online: online.slice(1) }),
  'the first row online is edited': ({ online }) => ({
    online: online.with(0, { ...at(online, 0), body: changed(at(online, 0).body) }),
  }),
  'the first row online is edited and all after it are linked anew': ({ online }) => {
    let { prevHash } = at(online, 0);
    return {
      online: online.map((one, i) => {
        const link = { ...one, prevHash, body: i === 0 ? changed(one.body) : one.body };
        prevHash = hashOf(link);
        return { ...link, hash: prevHash };
      }),
    };
  },
  'the last row of an archive is put online too': (of) => ({
    online: [
      {
        ...JSON.parse(
          at(
            at(of.archives, of.archives.length - 1).rows ?? [],
            -1 + (at(of.archives, of.archives.length - 1).rows ?? []).length,
          ),
        ),
        person: null,
      },
      ...of.online,
    ],
  }),
  'a person of an archive is another one': (of) =>
    withArchive(of, { people: peopleOf(of).with(of.k, at(peopleOf(of), of.k).replace('Person', 'Parson')) }),
  'a person of an archive is there twice': (of) =>
    withArchive(of, { people: peopleOf(of).toSpliced(of.k, 0, at(peopleOf(of), of.k)) }),
};

const TRIED = rounds(500, 2_000);

describe('archives and the export after them', () => {
  it('are right as they were written, to the last digest', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ lengths, online }) => {
        const made = written(lengths, online);
        const last = lengths.reduce((sum, n) => sum + n, online);
        const { problem, chains } = await verify(made);
        expect(problem).toBeNull();
        expect(chains).toMatchObject([{ rows: last, last, signedTo: last, erased: 0, gaps: [] }]);
      }),
      { numRuns: 50 },
    );
  });

  it(`show each of ${TRIED} tamperings across their boundaries`, async () => {
    const kinds = Object.keys(TAMPERINGS);
    const tried = new Map<string, number>();
    const property = fc.asyncProperty(
      shape,
      fc.constantFrom(...kinds),
      fc.nat(),
      fc.nat(),
      async ({ lengths, online }, kind, one, other) => {
        const made = written(lengths, online);
        const a = one % lengths.length;
        const tampered = { ...made, ...TAMPERINGS[kind]?.({ ...made, a, k: other % at(lengths, a) }) };
        const { problem } = await verify(tampered);
        expect({ kind, problem }).toEqual({
          kind,
          problem: { where: expect.any(String), message: expect.any(String) },
        });
        tried.set(kind, (tried.get(kind) ?? 0) + 1);
      },
    );
    await fc.assert(property, { numRuns: TRIED });
    console.log(`${TRIED} tamperings of ${tried.size} kinds across archives, all found`);
    expect(tried.size).toBe(kinds.length);
  }, 120_000);

  it('name a missing file as a gap where its signed manifest tells of it, and go on after it', async () => {
    const made = written([2, 3], 2);
    const { problem, chains } = await verify({
      ...made,
      archives: made.archives.with(0, { ...at(made.archives, 0), rows: null }),
    });
    expect(problem).toBeNull();
    expect(chains).toMatchObject([
      { rows: 5, last: 7, signedTo: 7, gaps: [{ from: 1, to: 2, file: 'schedule-2026-01.rows.jsonl.gz' }] },
    ]);
  });

  it('name rows that are missing before a gap', async () => {
    const made = written([3, 2], 1);
    const short = at(made.archives, 0);
    const rows = (short.rows ?? []).slice(0, -1);
    const { archive: _, ...what } = JSON.parse(short.manifest.statement);
    const manifest = signManifest({ ...what, sha256: sha256(rows) }, privateKey);
    const archives = [
      { manifest, rows, people: null },
      { ...at(made.archives, 1), rows: null },
    ];
    expect((await verify({ ...made, archives })).problem).toMatchObject({
      where: 'manifest 1',
      message: expect.stringContaining('ends with row 2, but should end with row 3'),
    });
  });

  it('verify from the boundary on with the manifests alone, and say what was not looked at', async () => {
    const made = written([2, 3], 2);
    const bare = made.archives.map((one) => ({ ...one, rows: null, people: null }));
    const { problem, chains } = await verify({ ...made, archives: bare });
    expect(problem).toBeNull();
    expect(chains[0]?.gaps.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [3, 5],
    ]);
    expect((await verify({ ...made, archives: bare, online: made.online.slice(1) })).problem?.message).toBe(
      'Row 6 of the schedule audit is missing: after row 5 comes row 7.',
    );
  });

  it('leave aside what an older export has too', async () => {
    const made = written([2, 3], 2);
    const rows = (one: Archive) =>
      (one.rows ?? []).map((text) => ({ ...JSON.parse(text), person: null }) as ExportedRow);
    const online = [...rows(at(made.archives, 1)), ...made.online];
    const { problem, chains } = await verify({ ...made, online });
    expect(problem).toBeNull();
    expect(chains).toMatchObject([{ rows: 7, last: 7, signedTo: 7, leftAside: 3 }]);
  });

  it('are whole without people who were erased, and count them', async () => {
    const made = written([3], 1);
    const [first] = made.archives;
    const people = (first?.people ?? []).toSpliced(1, 1);
    const { problem, chains } = await verify({
      ...made,
      archives: made.archives.with(0, { ...at(made.archives, 0), people }),
    });
    expect([problem, chains[0]?.erased]).toEqual([null, 1]);
  });
});
