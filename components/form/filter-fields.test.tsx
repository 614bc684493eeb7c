import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { RunFilters } from '@/components/runs/run-filters';
import { ANY_RUN } from '@/lib/runs/filter';

const ROUTER = { back() {}, forward() {}, refresh() {}, push() {}, replace() {}, prefetch() {} };

it.each(['9999-12-31T23:59:59.000Z', '1800-01-01T00:00:00.000Z', '2300-01-02T00:00:00.000Z'])(
  'shows %s, which the address may have, in its field',
  (from) => {
    const html = renderToStaticMarkup(
      <AppRouterContext value={ROUTER as never}>
        <RunFilters current={{ ...ANY_RUN, from }} schedule={null} teams={[]} environments={[]} />
      </AppRouterContext>,
    );
    expect(html).toContain(`value="${from.slice(0, 16)}"`);
  },
);
