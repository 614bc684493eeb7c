'use client';

import { Button } from './button';
import { useToast } from './toast';

type CopyButtonProps = { text: string; small?: boolean };

/** Copies a text. */
export function CopyButton({ text, small = false }: CopyButtonProps) {
  const toast = useToast();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast({ message: 'Copied.', tone: 'good' });
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      toast({ message: 'The browser does not let this page copy. Select the text instead.', tone: 'bad' });
    }
  };
  return (
    <Button small={small} icon="content_copy" onClick={copy}>
      Copy
    </Button>
  );
}
