/** The key that does what a button does, on the button. */
import css from "./KeyHint.module.css";

export function KeyHint({ of }: { of: string }) {
  return <kbd className={css.key}>{of}</kbd>;
}
