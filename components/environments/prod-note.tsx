import { Chip } from '@/components/ui/chip';

type Place = { name: string; production: boolean };

/** The names of the production environments that an act in one environment reaches. */
export const productionIn = ({ name, production }: Place): string[] => (production ? [name] : []);

/** Stands in every dialog that changes something in production. */
export const ProdNote = ({ environment }: { environment: Place }) => (
  <ProdNames names={productionIn(environment)} />
);

/** The same of what reaches several environments: the names of those that are production. */
export function ProdNames({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p>
      <Chip tone="bad">PROD</Chip> This changes production: {names.join(', ')}.
    </p>
  );
}
