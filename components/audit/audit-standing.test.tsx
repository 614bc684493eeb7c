import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { AuditStandingLine } from './audit-standing';

const at = new Date('2031-05-02T08:38:00Z');
const added = { seq: '102', at: new Date('2031-05-02T10:03:00Z') };

const shown = (overdue: boolean | null, more: { added?: typeof added } = {}) =>
  renderToStaticMarkup(
    <AuditStandingLine
      standing={{
        whole: overdue === null ? null : { seq: '29', at, overdue },
        added: more.added ?? null,
        signed: null,
        problem: null,
        archived: null,
        unsafe: [],
      }}
    />,
  ).replace(/<[^>]+>/g, '');

it('tells the rows that were all checked from those that were read once', () => {
  expect(shown(false, { added })).toMatch(
    /^All rows up to 29 checked at .*8:38.*, those added since as they were signed, up to 102 at .*10:03/,
  );
  expect(shown(false)).toMatch(/^All rows up to 29 checked at [^;]*8:38 UTC\. /);
  expect(shown(null, { added })).toMatch(/^Rows checked as they were signed, up to 102 at/);
  expect(shown(null)).toMatch(/^Not checked yet/);
});

it('warns where the last check of all rows is long ago', () => {
  expect(shown(true, { added })).toMatch(/^All rows were last checked .*8:38.*due once a day/);
});
