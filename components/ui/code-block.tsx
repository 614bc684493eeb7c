'use client';

import { useEffect, useRef, useState } from 'react';

/** Code as it is, which scrolls where it is long; then the keyboard reaches it too. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  const element = useRef<HTMLElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    const observer = new ResizeObserver(() =>
      setScrolls(box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth),
    );
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return (
    <code
      ref={element}
      className="code-block"
      {...(scrolls && { tabIndex: 0, role: 'group', 'aria-label': label })}
    >
      {children}
    </code>
  );
}
