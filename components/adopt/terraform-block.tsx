import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import styles from './adopt.module.css';

/** Terraform code with a button that copies it. */
export function TerraformBlock({ text }: { text: string }) {
  return (
    <div className={styles.terraform}>
      <CodeBlock label="Terraform">{text}</CodeBlock>
      <CopyButton text={text} small />
    </div>
  );
}
