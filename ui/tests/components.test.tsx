import i18next from "i18next";
import { renderToStaticMarkup } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { Problem } from "@/components/Problem";
import { SidePanel } from "@/components/SidePanel";
import { StateMark } from "@/components/StateMark";
import { zhCN } from "@/i18n/zh-CN";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "zh-CN", resources: { "zh-CN": { translation: zhCN } } });
});

describe("what several screens show", () => {
  it("is a problem that is told at once, but for one inside a button", () => {
    expect(renderToStaticMarkup(<Problem>断开</Problem>)).toMatch(/^<div [^>]*role="alert">断开<\/div>$/);
    expect(renderToStaticMarkup(<Problem isPart>断开</Problem>)).toMatch(/^<span class="[^"]*">断开<\/span>$/);
  });

  it("is a state whose shape says nothing to a reader, and whose word does", () => {
    const shown = renderToStaticMarkup(
      <StateMark icon={() => <svg aria-hidden="true" />} tone="ok" state="running" testId="state">
        运行
      </StateMark>,
    );
    expect(shown).toContain('data-state="running"');
    expect(shown).toContain('<svg aria-hidden="true"></svg>运行');
  });

  it("is a panel beside a list, with a name, a title and a way out in words", () => {
    const shown = renderToStaticMarkup(
      <SidePanel label="修改 1" head={<h2>修改 1</h2>} close={() => {}} className="wide" testId="panel">
        内容
      </SidePanel>,
    );
    expect(shown).toMatch(/^<aside class="[^"]* wide" aria-label="修改 1" data-testid="panel"><header/);
    expect(shown).toMatch(/<h2>修改 1<\/h2><button [^>]*aria-label="关闭"/);
    expect(shown).toMatch(/<\/header>内容<\/aside>$/);
  });
});
