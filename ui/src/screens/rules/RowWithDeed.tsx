/** The deed that a row of a table offers, and the question before it is done, beneath the row. */
import { Button } from "antd";
import { Confirm, type ConfirmProps } from "@/components/Confirm";
import css from "./Rules.module.css";

interface DeedProps {
  says: string;
  /** Null: nobody can do it to this row, or not this person. */
  ask: (() => void) | null;
  testId: string;
}

/** The last cell of the row. */
export function Deed({ says, ask, testId }: DeedProps) {
  return (
    <td className={css.act}>
      {ask && (
        <Button size="small" onClick={ask} data-testid={testId}>
          {says}
        </Button>
      )}
    </td>
  );
}

/** The row beneath, as wide as the table's columns together. */
export function Question({ columns, ...asked }: { columns: number } & Omit<ConfirmProps, "needsReason">) {
  return (
    <tr>
      <td colSpan={columns}>
        <Confirm needsReason {...asked} />
      </td>
    </tr>
  );
}
