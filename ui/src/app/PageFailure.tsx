/** Whole-page failures: the server does not answer at start, or a screen broke. */
import { Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ServerError } from "@/api/client";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";

export function PageFailure({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main style={{ display: "grid", placeItems: "center", minHeight: "100%" }}>
      <div>
        <Failure error={error} retry={retry} />
        {!(error instanceof ServerError) && (
          <p className="quiet" style={{ maxWidth: "40rem", textAlign: "center" }}>
            {t("error.screenHint")}: <code>{String(error)}</code>
          </p>
        )}
      </div>
    </main>
  );
}

export function LostPage() {
  const { t } = useTranslation();
  return (
    <main style={{ display: "grid", placeItems: "center", minHeight: "100%" }}>
      <Nothing title={t("error.notFound")} hint="404">
        <Link to="/">{t("error.toStart")}</Link>
      </Nothing>
    </main>
  );
}
