/** Actors as people read them: an account by its login, the platform and the machine's console by their names. */
import { useTranslation } from "react-i18next";

const CONSOLE = "console:";

export function useActorName(): (actor: string) => string {
  const { t } = useTranslation();
  return (actor) => {
    if (actor === "system") return t("audit.actor.system");
    if (actor === "unknown") return t("audit.actor.unknown");
    return actor.startsWith(CONSOLE) ? t("audit.actor.console", { who: actor.slice(CONSOLE.length) }) : actor;
  };
}
