/** A glyph of Material Icons by its name, as in `pause`. Decoration only: a text stands beside it. */
export function Icon({ name, className }: { name: string; className?: string }) {
  return (
    <span className={`material-icons icon${className ? ` ${className}` : ''}`} aria-hidden="true">
      {name}
    </span>
  );
}
