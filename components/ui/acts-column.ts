import type { Column } from './data-table';

/** The column of what can be done with a row: the last of its table, over buttons that need no header. */
export const actsColumn = <Row>(cell: Column<Row>['cell']): Column<Row> => ({
  id: 'acts',
  header: 'Act',
  hideHeader: true,
  className: 'col-acts',
  cell,
});
