'use client';

import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { useToast } from '@/components/ui/toast';
import styles from './adopt.module.css';

/** Terraform code with a button that copies it. */
export function TerraformBlock({ text }: { text: string }) {
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
    <div className={styles.terraform}>
      <CodeBlock label="Terraform">{text}</CodeBlock>
      <Button small icon="content_copy" onClick={copy}>
        Copy
      </Button>
    </div>
  );
}
