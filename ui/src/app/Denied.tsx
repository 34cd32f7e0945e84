/** No permission: says so, says which role one has and what that role is for. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/schema";
import { Nothing } from "@/components/Nothing";
import { useSignOut } from "@/components/useSignOut";

export function Denied({ me, why }: { me: Me; why: "title" | "noScreens" }) {
  const { t } = useTranslation();
  const leave = useSignOut();
  return (
    <div data-testid="denied" style={{ height: "100%", display: "grid", placeItems: "center" }}>
      <Nothing title={t(`denied.${why}`)} hint={t("denied.yourRole", { role: t(`role.${me.role}`) })}>
        <p style={{ maxWidth: "34rem" }}>{t(`roleSees.${me.role}`)}</p>
        <Button onClick={leave}>{t("denied.signOut")}</Button>
      </Nothing>
    </div>
  );
}
