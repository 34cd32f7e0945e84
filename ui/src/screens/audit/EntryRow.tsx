/** One entry as a row of the list. */
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { AuditRow } from "@/api/schema";
import frame from "@/components/grid/Grid.module.css";
import { useZone } from "@/components/zone";
import { languageOf } from "@/i18n";
import { said } from "@/i18n/words";
import { serverNow } from "@/lib/clock";
import { count } from "@/lib/numbers";
import { shortTime } from "@/lib/time";
import type { ColumnKey } from "./columns";
import css from "./EntryGrid.module.css";
import { useActorName } from "./names";

const SHORT_HASH = 8;

interface Props {
  row: AuditRow;
  index: number; // 0-based place in the list
  columns: readonly ColumnKey[];
  isHere: boolean; // the keyboard's row
  isOpen: boolean; // its panel is open
  choose: (seq: number) => void;
}

export const EntryRow = memo(function EntryRow({ row, index, columns, isHere, isOpen, choose }: Props) {
  const { i18n } = useTranslation();
  const zone = useZone();
  const nameOf = useActorName();
  const shown: Record<ColumnKey, string> = {
    seq: count(row.seq),
    at: shortTime(Date.parse(row.at), serverNow(), zone),
    actor: nameOf(row.actor),
    action: said(row, languageOf(i18n.language)),
    subject: row.subject,
    purpose: row.purpose,
    hash: row.entry_hash.slice(0, SHORT_HASH),
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is handled once, by the grid
    <div
      role="row"
      className={`${frame.row} ${isOpen ? frame.open : ""}`}
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      tabIndex={isHere ? 0 : -1}
      onClick={() => choose(row.seq)}
      data-testid="entry"
      data-seq={row.seq}
      data-action={row.action}
    >
      {columns.map((column) => (
        <div key={column} role="gridcell" className={`${frame.cell} ${css[column] ?? ""} num`} title={shown[column]}>
          {shown[column]}
        </div>
      ))}
    </div>
  );
});
