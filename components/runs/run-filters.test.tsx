import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ANY_RUN } from '@/lib/runs/filter';
import { RunFilters } from './run-filters';

const ROUTER = { back() {}, forward() {}, refresh() {}, push() {}, replace() {}, prefetch() {} };

const shown = (change: Partial<typeof ANY_RUN>) =>
  renderToStaticMarkup(
    <AppRouterContext value={ROUTER as never}>
      <RunFilters
        current={{ ...ANY_RUN, ...change }}
        schedule={null}
        teams={[{ id: 't1', name: 'Finance' }]}
        environments={[]}
      />
    </AppRouterContext>,
  );

it('the search is none of the filters that their button counts', () => {
  expect(shown({ target: 'queue' })).not.toMatch(/Filters.*\(1\)/);
  expect(shown({ target: 'queue', team: 't1' })).toMatch(/Filters.*\(1\)/);
});

it('a team that is not there any more stays to be seen', () => {
  expect(shown({ team: 'gone' })).toContain('gone (unknown)');
});
