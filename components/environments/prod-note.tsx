import { Chip } from '@/components/ui/chip';

/** Stands in every dialog that changes something in production. */
export function ProdNote({ environment }: { environment: { name: string; production: boolean } }) {
  return <ProdNames names={environment.production ? [environment.name] : []} />;
}

/** The same of what reaches several environments: the names of those that are production. */
export function ProdNames({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p>
      <Chip tone="bad">PROD</Chip> This changes production: {names.join(', ')}.
    </p>
  );
}
