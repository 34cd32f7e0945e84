/** The side panel of one warning. Not modal: the queue beside it stays alive. */
import { CopyOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { WarningRow } from "@/api/schema";
import { detailQuery, IN_HAND, recordsQuery } from "@/api/warnings";
import { Bone } from "@/components/Bone";
import { DemoMark } from "@/components/DemoMark";
import { Failure } from "@/components/Failure";
import { Level } from "@/components/Level";
import { SidePanel } from "@/components/SidePanel";
import { Acts } from "./desk/Acts";
import { Desk } from "./desk/Desk";
import { InCases } from "./desk/InCases";
import { Script } from "./desk/Script";
import { Facts } from "./Facts";
import css from "./Panel.module.css";
import { Reasons } from "./Reasons";
import { Records } from "./Records";
import { Steps } from "./Steps";
import { Unmasking } from "./Unmasking";

const COPIED_MS = 1500;
const signedIn = getRouteApi("/in");

function CopyId({ id }: { id: string }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard?.writeText(id).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), COPIED_MS);
    });
  };
  return (
    <Button
      type="text"
      size="small"
      icon={<CopyOutlined aria-hidden="true" />}
      aria-label={t("panel.copyId")}
      onClick={copy}
    >
      {isCopied ? t("panel.copied") : null}
    </Button>
  );
}

/** The warning's detail, read anew whenever the stream has told of a later change. */
function useDetail(id: string, seq: number) {
  const queries = useQueryClient();
  const detail = useQuery(detailQuery(id));
  const isOld = detail.data !== undefined && seq > detail.data.seq;
  useEffect(() => {
    if (!isOld) return;
    void queries.invalidateQueries({ queryKey: detailQuery(id).queryKey });
  }, [isOld, id, queries]);
  return detail;
}

interface Props {
  id: string;
  row: WarningRow | null; // as the board knows it; null when it is not on the board
  close: () => void;
}

export function Panel({ id, row, close }: Props) {
  const { t } = useTranslation();
  const { me } = signedIn.useRouteContext();
  const detail = useDetail(id, row?.seq ?? 0);
  const records = useQuery(recordsQuery(id, Math.max(row?.revision ?? 0, detail.data?.revision ?? 0)));
  const [reason, setReason] = useState<string | null>(null); // rule whose records are shown; null: all
  const data = detail.data;
  const now = row && (!data || row.seq >= data.seq) ? row : data;

  return (
    <SidePanel
      label={t("panel.label", { id })}
      head={
        <>
          {now && <Level level={now.level} />}
          <h2>{id}</h2>
          <CopyId id={id} />
          {now?.is_synthetic && <DemoMark />}
        </>
      }
      close={close}
      className={css.panel}
      testId="panel"
    >
      <div className={css.content}>
        {now && <Steps row={now} acts={data?.acts ?? []} />}
        {now && <Desk row={now} detail={data ?? null} />}
        <InCases warningId={id} />
        {now && <Facts row={now} />}
        {detail.error ? (
          <Failure error={detail.error} retry={() => void detail.refetch()} />
        ) : data ? (
          <>
            <Script lines={data.script} isOpen={now?.work.stage === "taken"} />
            <Unmasking
              id={id}
              called={data.called_masked}
              callers={data.callers}
              isMine={now?.work.holder?.login === me.login && IN_HAND.includes(now.work.stage)}
            />
            <div className={css.halves}>
              <Reasons reasons={data.reasons} chosen={reason} choose={setReason} />
              <Records
                records={records}
                reason={data.reasons.find((one) => one.rule === reason) ?? null}
                showAll={() => setReason(null)}
              />
            </div>
            <Acts acts={data.acts} />
            <footer className={css.foot}>
              <span>
                {t("panel.versions")}{" "}
                {Object.entries(data.versions)
                  .map(([name, version]) => `${name} ${version}`)
                  .join(" · ")}{" "}
                · {t("panel.revision", { n: data.revision })}
              </span>
              <span>{t("panel.peopleDecide")}</span>
            </footer>
          </>
        ) : (
          <Waiting />
        )}
      </div>
    </SidePanel>
  );
}

function Waiting() {
  return (
    <div className={css.waiting} data-testid="panel-loading">
      <Bone width="40%" height="1rem" />
      <Bone width="95%" height="3.5rem" />
      <Bone width="95%" height="3.5rem" />
      <Bone width="95%" height="8rem" />
    </div>
  );
}
