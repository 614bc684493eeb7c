import { Chip } from '@/components/ui/chip';

/** Stands in every dialog that changes something in production. */
export function ProdNote({ environment }: { environment: { name: string; production: boolean } }) {
  if (!environment.production) return null;
  return (
    <p>
      <Chip tone="bad">PROD</Chip> This changes production: {environment.name}.
    </p>
  );
}
