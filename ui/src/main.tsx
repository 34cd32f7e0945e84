/** Entry: words first, then the page. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import { applyTheme } from "@/app/appearance";
import { startTranslations } from "@/i18n";
import "@/app/theme.css";

applyTheme();
await startTranslations();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
