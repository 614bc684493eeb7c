'use client';

import { useEffect, useRef } from 'react';
import { ButtonLink } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import styles from './tokens.module.css';

/** A token that was just made, this once: Rota does not keep it. */
export function MadeToken({ name, token }: { name: string; token: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={`panel page-form ${styles.made}`} aria-labelledby="made-token">
      <h2 id="made-token" ref={heading} tabIndex={-1}>
        {name} is created
      </h2>
      <p>Copy it now: it is not shown again. Whoever has it can do what it may.</p>
      <CodeBlock label="The token">{token}</CodeBlock>
      <div className="form-bar">
        <CopyButton text={token} />
        <ButtonLink href="/tokens" variant="primary">
          Done
        </ButtonLink>
      </div>
      <p className="muted">Programs send it in a header:</p>
      <CodeBlock label="How programs send it">{'Authorization: Bearer rota_…'}</CodeBlock>
    </section>
  );
}
