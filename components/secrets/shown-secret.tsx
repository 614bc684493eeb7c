'use client';

import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';

/** What a secret holds, and that this was seen. */
export const ShownSecret = ({ value }: { value: string }) => (
  <>
    <CodeBlock label="Value">{value}</CodeBlock>
    <p className="muted">The activity has that you saw it. Closing hides it again.</p>
  </>
);

/** The buttons of a dialog that shows a secret. */
export const ShownSecretFooter = ({ value, onClose }: { value: string; onClose: () => void }) => (
  <>
    <CopyButton text={value} />
    <Button variant="primary" onClick={onClose} data-autofocus="">
      Hide
    </Button>
  </>
);
