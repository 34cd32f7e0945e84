/** Files: taken in with their digest, saved and never shown here, with the log of who touched them. */
import { PaperClipOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { attach, custodyQuery, fileAddress } from "@/api/cases";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { Trouble } from "@/components/Trouble";
import { useZone } from "@/components/zone";
import { fullTime } from "@/lib/time";
import type { PartProps } from "./CasePage";
import css from "./Cases.module.css";
import { size, writes } from "./words";

function Custody({ number, nth }: { number: string; nth: number }) {
  const { t } = useTranslation();
  const zone = useZone();
  const { data, error, refetch } = useQuery(custodyQuery(number, nth));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Bone width="60%" />;
  return (
    <ol className={css.custody} aria-label={t("cases.custody")} data-testid="custody">
      {data.items.map(({ touch, ...one }) => (
        <li key={one.nth}>
          <span className="num">{fullTime(Date.parse(one.at), zone)}</span> {one.actor.name} ·{" "}
          {t(touch === "read" ? "cases.touch.read" : "cases.touch.stored")}
        </li>
      ))}
    </ol>
  );
}

export function Files({ detail, whole, keep }: PartProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const queries = useQueryClient();
  const [shown, setShown] = useState<number | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const input = useRef<HTMLInputElement>(null);
  const role = detail.access?.role;
  const take = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    setError(null);
    try {
      keep(await attach(detail.number, file));
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  const saved = (nth: number) =>
    setTimeout(() => void queries.invalidateQueries({ queryKey: custodyQuery(detail.number, nth).queryKey }), 1000);
  return (
    <div className={css.part} data-testid="part-files">
      {writes(detail) && (
        <div className={css.upload}>
          <Button
            icon={<PaperClipOutlined aria-hidden="true" />}
            aria-disabled={isBusy}
            onClick={() => isBusy || input.current?.click()}
            data-testid="attach-button"
          >
            {t("cases.attach")}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            aria-label={t("cases.attach")}
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = "";
            }}
            data-testid="attach"
          />
          <small role="status">{t(isBusy ? "cases.attaching" : "cases.attachHint")}</small>
        </div>
      )}
      {error !== null && <Trouble error={error} />}
      {detail.files.length === 0 && <Nothing title={t("cases.noFiles")} hint={t("cases.noFilesHint")} />}
      <ul className={css.cards}>
        {detail.files.map((file) => (
          <li key={file.nth} data-testid="file">
            <strong>{whole.get(file.nth) ?? file.name}</strong>
            <span className="num">{size(file.bytes)}</span>
            <span>
              {file.added_by.name} <span className="num">{fullTime(Date.parse(file.added_at), zone)}</span>
            </span>
            <code className={css.digest}>SHA-256 {file.sha256}</code>
            <div className={css.buttons}>
              {role !== "viewer" && (
                <a href={fileAddress(detail.number, file.nth)} download onClick={() => saved(file.nth)}>
                  {t("cases.save")}
                </a>
              )}
              <Button
                size="small"
                aria-expanded={shown === file.nth}
                onClick={() => setShown(shown === file.nth ? null : file.nth)}
                data-testid={`custody-${file.nth}`}
              >
                {t("cases.custody")}
              </Button>
            </div>
            {shown === file.nth && <Custody number={detail.number} nth={file.nth} />}
          </li>
        ))}
      </ul>
    </div>
  );
}
