import { defineConfig, mergeConfig } from "vitest/config";
import vite from "./vite.config.ts";

const MESSAGES = "tests/messages.test.ts"; // part of `check`: a missing translation is no test failure but an error

export default mergeConfig(
  vite,
  defineConfig({
    test: {
      projects: [
        { extends: true, test: { name: "unit", include: ["tests/**/*.test.{ts,tsx}"], exclude: [MESSAGES] } },
        { extends: true, test: { name: "messages", include: [MESSAGES] } },
      ],
    },
  }),
);
