/** The product's mark: a shield with a line that holds. */
import css from "./Mark.module.css";

export function Mark() {
  return (
    <svg className={css.mark} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path className={css.shield} d="M16 2 4 6.5V15c0 7.4 5 12.6 12 15 7-2.4 12-7.6 12-15V6.5z" />
      <path className={css.line} d="M7.5 16.5h4.7l2.3-6 3.6 11 2.2-5h4.2" />
    </svg>
  );
}
