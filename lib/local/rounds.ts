/**
 * How often a long test goes round: `npm test` has to end within half an hour on two cores, `npm run test:full` need not.
 */
export const rounds = (usual: number, full: number): number =>
  process.env.ROTA_TEST_ROUNDS === 'full' ? full : usual;
