/** antd in the product's colours: compact, with the pale defaults darkened until axe is content. */
import { type ThemeConfig, theme } from "antd";
import type { Theme } from "@/lib/remembered";

const LIGHT = {
  colorPrimary: "#14509f",
  colorError: "#bd1019",
  colorWarning: "#a34a00",
  colorSuccess: "#17713a",
  colorText: "#141d28",
  colorTextSecondary: "#414d5d",
  colorTextTertiary: "#566272",
  colorTextDescription: "#566272",
  colorTextPlaceholder: "#5d6979",
  colorTextDisabled: "#66717f",
  colorBgLayout: "#eceff3",
  colorBorder: "#b9c2ce",
  colorBorderSecondary: "#dce1e8",
};

const DARK = {
  colorPrimary: "#4a8fe8",
  colorError: "#ff8a88",
  colorWarning: "#f3ab5c",
  colorSuccess: "#5fc486",
  colorText: "#dde4ec",
  colorTextSecondary: "#b0bbc8",
  colorTextTertiary: "#95a1b0",
  colorTextDescription: "#95a1b0",
  colorTextPlaceholder: "#8d99a8",
  colorTextDisabled: "#828e9d",
  colorBgBase: "#131a22",
  colorBgContainer: "#131a22",
  colorBgElevated: "#19222c",
  colorBgLayout: "#0b1016",
  colorBorder: "#3d4a59",
  colorBorderSecondary: "#232d38",
};

/** The theme for a scheme and a text size; the compact algorithm takes two pixels off `fontSize`, so they are added here. */
export function antdTheme(scheme: Theme, rem: number): ThemeConfig {
  const base = scheme === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm;
  return {
    cssVar: { key: "lw" },
    hashed: false,
    algorithm: [base, theme.compactAlgorithm],
    token: {
      ...(scheme === "dark" ? DARK : LIGHT),
      fontFamily: "var(--font)",
      fontSize: rem + 2,
      controlHeight: Math.round(rem * 2.5),
      borderRadius: 4,
      wireframe: false,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
    },
  };
}
