import { ExportDialog } from '@/components/form/export-dialog';

/** Everyone's effective rights as a file, for an access review. */
export function RightsExportDialog({ onClose }: { onClose: () => void }) {
  return (
    <ExportDialog
      title="Export who may do what"
      path="/api/people/export"
      inputOf={(format) => ({ format })}
      waiting="Asking the directory…"
      onClose={onClose}
    >
      A line for each group that has a role, and for each thing that somebody has who ever signed in: role,
      team, environment, extra rights, and what gives it. The directory is asked about everybody now, which
      takes about half a minute for 1,000 people. The file holds personal data.
    </ExportDialog>
  );
}
