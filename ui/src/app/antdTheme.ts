/** antd in the product's colours: compact, with the pale defaults darkened until axe is content. */
import { type MappingAlgorithm, type ThemeConfig, theme } from "antd";
import type { Theme } from "@/lib/remembered";

const SMALLEST_PX = 13;

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
  controlItemBgActive: "#e4edf8",
  controlItemBgActiveHover: "#d6e4f5",
};

const DARK = {
  colorPrimary: "#85b7ff",
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
  controlItemBgActive: "#15273d",
  controlItemBgActiveHover: "#1b3350",
};

/** Sets the text size after the compact algorithm, which would go down to 12 px: too small for Chinese. */
function sized(rem: number): MappingAlgorithm {
  return (_seed, derived) => {
    if (!derived) throw new Error("the text size is set last, on what the other algorithms derived");
    return { ...derived, fontSize: rem, fontSizeSM: Math.max(SMALLEST_PX, rem - 1), fontSizeLG: rem + 1 };
  };
}

/** Words on a filled button: dark colours are light at night. */
const onColour = (scheme: Theme) => (scheme === "dark" ? "#071526" : "#ffffff");

/** The theme for a scheme and a text size (pixels of one rem). */
export function antdTheme(scheme: Theme, rem: number): ThemeConfig {
  const base = scheme === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm;
  return {
    cssVar: { key: "lw" },
    hashed: false,
    algorithm: [base, theme.compactAlgorithm, sized(rem)],
    token: {
      ...(scheme === "dark" ? DARK : LIGHT),
      fontFamily: "var(--font)",
      controlHeight: Math.round(rem * 2.5),
      borderRadius: 4,
      wireframe: false,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
    },
    components: { Button: { primaryColor: onColour(scheme), dangerColor: onColour(scheme) } },
  };
}
