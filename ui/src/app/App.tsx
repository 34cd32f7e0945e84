/** What surrounds every screen: language, theme, server data, routes. */
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ServerError } from "@/api/client";
import { meQuery } from "@/api/session";
import { languageOf } from "@/i18n";
import { useRem } from "@/lib/screen";
import { useSignal } from "@/lib/signal";
import { antdTheme } from "./antdTheme";
import { themeSignal } from "./appearance";
import { makeRouter } from "./router";

const RETRIES = 2;

function isWorthRetrying(failures: number, error: unknown): boolean {
  const isOurFault = error instanceof ServerError && error.status >= 400 && error.status < 500;
  return !isOurFault && failures < RETRIES;
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ServerError && error.code === "signed_out") queries.setQueryData(meQuery.queryKey, null);
    },
  }),
  defaultOptions: { queries: { retry: isWorthRetrying, refetchOnWindowFocus: false } },
});

const router = makeRouter(queries);

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

/** The nonce that the server put into the page, so that antd's styles pass a strict content policy. */
function pageNonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined;
}

export function App() {
  const { i18n } = useTranslation();
  const scheme = useSignal(themeSignal);
  const rem = useRem();
  const locale = languageOf(i18n.language) === "en" ? enUS : zhCN;
  const theme = useMemo(() => antdTheme(scheme, rem), [scheme, rem]);
  const csp = useMemo(() => {
    const nonce = pageNonce();
    return nonce ? { nonce } : {};
  }, []);
  return (
    <ConfigProvider locale={locale} theme={theme} csp={csp} componentSize="medium" button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>
  );
}
