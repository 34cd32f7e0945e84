/** A grey bar where a value will be: skeletons keep the layout still while it loads. */
import css from "./states.module.css";

export function Bone({ width, height = "0.8rem" }: { width: string; height?: string }) {
  return <span className={css.bone} style={{ width, height }} aria-hidden="true" />;
}
