// package.mjs [TARGET…]: one extension for each platform, with the program for it inside, in dist/. Without targets: all.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const platforms = {
  "linux-x64": ["linux", "amd64"], "linux-arm64": ["linux", "arm64"], "alpine-x64": ["linux", "amd64"], "alpine-arm64": ["linux", "arm64"],
  "darwin-x64": ["darwin", "amd64"], "darwin-arm64": ["darwin", "arm64"], "win32-x64": ["windows", "amd64"], "win32-arm64": ["windows", "arm64"],
};
const here = import.meta.dirname;
const targets = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(platforms);
const tool = (name, ...args) => execFileSync(path.join(here, "node_modules/.bin", name), args, { cwd: here, stdio: "inherit" });

for (const target of targets) {
  if (!platforms[target]) {
    throw new Error(`${target} is none of ${Object.keys(platforms).join(", ")}`);
  }
}
tool("esbuild", "src/extension.ts", "--bundle", "--outfile=dist/extension.js", "--external:vscode", "--format=cjs", "--platform=node", "--target=node20", "--minify", "--log-level=warning");
for (const target of targets) {
  const [GOOS, GOARCH] = platforms[target];
  fs.rmSync(path.join(here, "server"), { recursive: true, force: true });
  const program = path.join(here, "server", GOOS === "windows" ? "atproto-ls.exe" : "atproto-ls");
  execFileSync("go", ["build", "-trimpath", "-ldflags=-s -w", "-o", program, "./cmd/atproto-ls"], {
    cwd: process.env.ATPROTO_LS_SOURCE ?? path.join(here, "../.."), stdio: "inherit", env: { ...process.env, GOOS, GOARCH, CGO_ENABLED: "0" },
  });
  tool("vsce", "package", "--no-dependencies", "--skip-license", "--target", target, "--out", `dist/atproto-ls-${target}.vsix`);
}
fs.rmSync(path.join(here, "server"), { recursive: true, force: true });
