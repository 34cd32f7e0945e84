/** What is missing in the field above. */
import css from "./Login.module.css";

export function FieldNote({ id, text }: { id: string; text: string }) {
  return (
    <p id={id} className={css.missing} role="alert">
      {text}
    </p>
  );
}
