/** 审计: whether the record of who did what is whole, what of it looks like misuse, and every entry. The auditor's home. */
import { useHotkeys } from "react-hotkeys-hook";
import { AlarmPanel } from "./AlarmPanel";
import { Alarms } from "./Alarms";
import css from "./Audit.module.css";
import { Entries } from "./Entries";
import { EntryPanel } from "./EntryPanel";
import { Standing } from "./Standing";
import { useAuditView } from "./useAuditView";

export function Audit() {
  const { search, close, narrow } = useAuditView();
  const { seq, alarm, q } = search;
  const isBeside = seq !== undefined || alarm !== undefined;
  useHotkeys("escape", () => (isBeside ? close() : q && narrow({ q: undefined })), { enableOnFormTags: true }, [
    isBeside,
    close,
    narrow,
    q,
  ]);
  return (
    <div className={css.screen}>
      <Standing />
      <div className={css.split}>
        <Alarms />
        <Entries />
        {alarm !== undefined ? (
          <AlarmPanel key={`alarm ${alarm}`} id={alarm} close={close} />
        ) : (
          seq !== undefined && <EntryPanel seq={seq} close={close} />
        )}
      </div>
    </div>
  );
}
