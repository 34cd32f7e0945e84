import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { en } from "@/i18n/en";
import { zhCN } from "@/i18n/zh-CN";

type Tree = { readonly [key: string]: string | Tree };

function flat(tree: Tree, path = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[path + key, value] as const] : [...flat(value, `${path}${key}.`)],
    ),
  );
}

const chinese = flat(zhCN);
const english = flat(en);
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

const SRC = fileURLToPath(new URL("../src", import.meta.url));
const code = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("i18n"))
  .map((path) => readFileSync(`${SRC}/${path}`, "utf8"))
  .join("\n");

/** Keys as the code asks for them: whole, or with a part that is only known when it runs. */
const asked = [...code.matchAll(/["`]((?:[a-zA-Z]+|\$\{[\w.]+\})\.[a-zA-Z.${}_[\]]+)["`]/g)].map(
  (match) => match[1] ?? "",
);
const patterns = asked.map((key) => new RegExp(`^${key.replaceAll(".", "\\.").replaceAll(/\$\{[^}]*\}/g, "\\w+")}$`));

describe("the words of the screens", () => {
  it("exist in both languages, none empty", () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    for (const [key, text] of [...chinese, ...english]) expect(text.trim(), key).not.toBe("");
  });

  it("have the same places to fill in both", () => {
    for (const [key, text] of chinese) expect(holes(english.get(key) ?? ""), key).toEqual(holes(text));
  });

  it("are Chinese in Chinese and not in English", () => {
    const meant = new Set(["product.full", "demo.badge", "account.chinese", "palette.toChinese"]);
    for (const [key, text] of english) if (!meant.has(key)) expect(/[\u4e00-\u9fff]/.test(text), key).toBe(false);
  });

  it("are all used", () => {
    const unused = [...chinese.keys()].filter((key) => !patterns.some((pattern) => pattern.test(key)));
    expect(unused.filter((key) => !key.startsWith("error.code."))).toEqual([]);
  });

  it("cover every error that the server can send", () => {
    const api = JSON.parse(
      readFileSync(fileURLToPath(new URL("../../tests/golden/openapi.json", import.meta.url)), "utf8"),
    );
    for (const sent of api.components.schemas.ErrorCode.enum)
      expect([...chinese.keys()]).toContain(`error.code.${sent}`);
  });
});
