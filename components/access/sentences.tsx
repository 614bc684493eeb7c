import styles from './access.module.css';

/** What a grant means, said before and after it is made, changed or revoked. */
export function Sentences({ children }: { children: readonly string[] }) {
  return <p className={styles.sentences}>{children.join(' ')}</p>;
}
