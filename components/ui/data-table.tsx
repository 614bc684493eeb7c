'use client';

import {
  type ColumnDef,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import Link from 'next/link';
import { type ReactNode, useMemo } from 'react';
import { Icon } from './icon';

const features = tableFeatures({ rowSortingFeature });

export type Column<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** The address of the same list sorted by this column; without it the column can't be sorted. */
  sortHref?: string | undefined;
  /** Keeps the header for assistive technology only, as over buttons. */
  hideHeader?: boolean | undefined;
  /** The cell is the title of its card on a narrow screen: it needs no label there. */
  cardTitle?: boolean | undefined;
  className?: string | undefined;
};

type DataTableProps<Row> = {
  /** What the table lists, for assistive technology. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** How the server sorted the rows. */
  sorted?: { column: string; descending: boolean } | undefined;
  className?: string | undefined;
};

/**
 * A table of rows that the server filtered, sorted and cut to a page. A sortable header is a link to the list sorted
 * so. On a narrow screen each row becomes a card whose cells carry their header as a label.
 */
export function DataTable<Row extends object>({
  caption,
  columns,
  rows,
  rowId,
  sorted,
  className,
}: DataTableProps<Row>) {
  const definitions = useMemo(() => columns.map(definitionOf), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const sorting = useMemo<SortingState>(
    () => (sorted ? [{ id: sorted.column, desc: sorted.descending }] : []),
    [sorted],
  );
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    manualSorting: true,
    state: { sorting },
  });
  const byId = new Map(columns.map((column) => [column.id, column]));
  return (
    <table className={className ? `data-table ${className}` : 'data-table'}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => {
              const column = byId.get(header.column.id);
              const direction = header.column.getIsSorted();
              return (
                <th
                  key={header.id}
                  scope="col"
                  className={column?.className}
                  aria-sort={direction ? (direction === 'desc' ? 'descending' : 'ascending') : undefined}
                >
                  {column && <HeaderText column={column} direction={direction} />}
                </th>
              );
            })}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id}>
            {row.getAllCells().map((cell) => {
              const column = byId.get(cell.column.id);
              return (
                <td
                  key={cell.id}
                  className={column?.className}
                  data-label={column?.hideHeader || column?.cardTitle ? undefined : column?.header}
                >
                  <div className="cell">{column?.cell(row.original)}</div>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function definitionOf<Row extends object>(column: Column<Row>): ColumnDef<typeof features, Row> {
  return { id: column.id, header: column.header, enableSorting: column.sortHref !== undefined };
}

function HeaderText<Row>({
  column: { header, sortHref, hideHeader },
  direction,
}: {
  column: Column<Row>;
  direction: 'asc' | 'desc' | false;
}) {
  if (hideHeader) return <span className="visually-hidden">{header}</span>;
  if (!sortHref) return header;
  const icon = direction === false ? 'unfold_more' : direction === 'asc' ? 'arrow_upward' : 'arrow_downward';
  return (
    <Link href={sortHref} className={direction ? 'sort is-sorted' : 'sort'} scroll={false}>
      {header}
      <Icon name={icon} />
    </Link>
  );
}
