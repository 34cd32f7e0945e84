/** The addresses of the product and who may go where. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { meQuery } from "@/api/session";
import { Denied } from "./Denied";
import { LostPage, PageFailure } from "./PageFailure";
import { Shell } from "./Shell";
import { homeOf } from "./screens";
import {
  accountsSearch,
  auditSearch,
  boardSearch,
  casesSearch,
  feedsSearch,
  loginSearch,
  recordsSearch,
  rulesSearch,
} from "./search";

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  errorComponent: PageFailure,
  notFoundComponent: LostPage,
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: loginSearch,
  component: lazyRouteComponent(() => import("@/screens/login/Login"), "Login"),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "in",
  beforeLoad: async ({ context, location }) => {
    const me = await context.queries.ensureQueryData(meQuery);
    if (!me) throw redirect({ to: "/login", search: location.href === "/" ? {} : { next: location.href } });
    if (me.must_change_password) throw redirect({ to: "/password" });
    if (me.must_set_second_factor) throw redirect({ to: "/second-factor" });
    return { me };
  },
  component: Shell,
});

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: "/second-factor",
  beforeLoad: async ({ context }) => {
    const me = await context.queries.ensureQueryData(meQuery);
    if (!me) throw redirect({ to: "/login", search: { next: "/second-factor" } });
    if (me.must_change_password) throw redirect({ to: "/password" });
    return { me };
  },
  component: lazyRouteComponent(() => import("@/screens/login/SecondFactor"), "SecondFactor"),
});

const password = createRoute({
  getParentRoute: () => root,
  path: "/password",
  beforeLoad: async ({ context }) => {
    const me = await context.queries.ensureQueryData(meQuery);
    if (!me) throw redirect({ to: "/login", search: { next: "/password" } });
    return { me };
  },
  component: lazyRouteComponent(() => import("@/screens/login/Password"), "Password"),
});

function RoleWithoutScreens() {
  const { me } = signedIn.useRouteContext();
  return <Denied me={me} why="noScreens" />;
}

const start = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: ({ context }) => {
    const home = homeOf(context.me);
    if (home) throw redirect({ to: home, replace: true });
  },
  component: RoleWithoutScreens,
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit",
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import("@/screens/audit/Audit"), "Audit"),
});

const warnings = createRoute({
  getParentRoute: () => signedIn,
  path: "/warnings",
  validateSearch: boardSearch,
  component: lazyRouteComponent(() => import("@/screens/board/Board"), "Board"),
});

const cases = createRoute({
  getParentRoute: () => signedIn,
  path: "/cases",
  validateSearch: casesSearch,
  component: lazyRouteComponent(() => import("@/screens/cases/Cases"), "Cases"),
});

const records = createRoute({
  getParentRoute: () => signedIn,
  path: "/records",
  validateSearch: recordsSearch,
  component: lazyRouteComponent(() => import("@/screens/records/Records"), "Records"),
});

const feeds = createRoute({
  getParentRoute: () => signedIn,
  path: "/feeds",
  validateSearch: feedsSearch,
  component: lazyRouteComponent(() => import("@/screens/feeds/Feeds"), "Feeds"),
});

const rules = createRoute({
  getParentRoute: () => signedIn,
  path: "/rules",
  validateSearch: rulesSearch,
  component: lazyRouteComponent(() => import("@/screens/rules/Rules"), "Rules"),
});

const accounts = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts",
  validateSearch: accountsSearch,
  component: lazyRouteComponent(() => import("@/screens/accounts/Accounts"), "Accounts"),
});

const tokens = createRoute({
  getParentRoute: () => signedIn,
  path: "/tokens",
  component: lazyRouteComponent(() => import("@/screens/tokens/Tokens"), "Tokens"),
});

const routes = root.addChildren([
  login,
  password,
  secondFactor,
  signedIn.addChildren([start, audit, warnings, records, cases, feeds, rules, accounts, tokens]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({ routeTree: routes, context: { queries }, defaultPreload: "intent", scrollRestoration: false });
}
