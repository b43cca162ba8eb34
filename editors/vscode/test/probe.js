// A second extension, beside ours in the tests: "Probe: Look" writes what the editor knows to the file that PROBE names.
const vscode = require("vscode");
const fs = require("node:fs");
const path = require("node:path");

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// until gives what ask gives once that is true for good, and at the end of the patience whatever there is.
async function until(ask, good) {
  let last = await ask();
  for (let n = 0; n < 100 && !good(last); n++) {
    await pause(200);
    last = await ask();
  }
  return last;
}

const codeOf = (d) => (typeof d.code === "object" ? d.code.value : d.code);

// findings are the warnings and errors that the editor has for a file, as line:column CODE from 1.
function findings(uri) {
  return vscode.languages.getDiagnostics(uri)
    .filter((d) => d.severity <= vscode.DiagnosticSeverity.Warning)
    .map((d) => `${d.range.start.line + 1}:${d.range.start.character + 1} ${codeOf(d)}`).sort();
}

// documented opens the documentation's examples and gives what is found in each.
async function documented(root) {
  const all = {};
  const names = fs.readdirSync(path.join(root, "documented"));
  const file = (name) => vscode.Uri.file(path.join(root, "documented", name, "configuration.nix"));
  for (const name of names) {
    await vscode.window.showTextDocument(file(name), { preview: false });
  }
  let before = "";
  await until(async () => {
    await pause(1500); // a file with nothing wrong in it never says so
    const now = JSON.stringify(names.map((name) => findings(file(name))));
    const same = now === before;
    before = now;
    return same && names.some((name) => findings(file(name)).length > 0);
  }, (done) => done);
  for (const name of names) {
    all[name] = findings(file(name));
  }
  return all;
}

// offered are the labels of what is offered between two texts.
async function offered(before, after) {
  const document = await vscode.workspace.openTextDocument({ language: "nix", content: before + after });
  const list = await vscode.commands.executeCommand("vscode.executeCompletionItemProvider", document.uri, document.positionAt(before.length));
  return list.items.map((item) => item.label.label ?? item.label);
}

async function look() {
  const root = vscode.workspace.workspaceFolders[0].uri.fsPath;
  const main = vscode.Uri.file(path.join(root, "mistakes", "configuration.nix"));
  const seen = {};
  const document = await vscode.workspace.openTextDocument(main);
  await vscode.window.showTextDocument(document);
  seen.main = await until(() => findings(main), (found) => found.length >= 2);
  seen.links = vscode.languages.getDiagnostics(main).map((d) => String(d.code.target));
  seen.coloured = (await vscode.commands.executeCommand("vscode.provideDocumentSemanticTokensLegend", main)) !== undefined;

  const check = vscode.workspace.getConfiguration("atproto-ls.check", main);
  await check.update("ignore", ["ATP101"], vscode.ConfigurationTarget.Global);
  seen.ignoring = await until(() => findings(main), (found) => found.length === 1);
  await check.update("ignore", undefined, vscode.ConfigurationTarget.Global);
  seen.again = await until(() => findings(main), (found) => found.length === 2);

  await vscode.commands.executeCommand("atproto-ls.restart");
  seen.restarted = await until(() => findings(main), (found) => found.length === 2);
  await vscode.commands.executeCommand("atproto-ls.showOutput");
  await vscode.commands.executeCommand("atproto-ls.showOptionSets");
  const sets = await until(() => vscode.workspace.textDocuments.find((d) => d.uri.scheme === "atproto-ls-sets" && d.uri.path.includes("mistakes")), (d) => d?.getText());
  seen.sets = sets.getText();

  const at = document.positionAt(document.getText().indexOf("database.type") + 10);
  const declared = await vscode.commands.executeCommand("vscode.executeDeclarationProvider", main, at);
  seen.declared = declared.map((l) => (l.targetUri ?? l.uri).toString());
  const shipped = declared.find((l) => (l.targetUri ?? l.uri).scheme === "atproto-ls");
  seen.shipped = (await vscode.workspace.openTextDocument(shipped.targetUri ?? shipped.uri)).getText();

  seen.names = await offered("let\n  nameOfTheHost = 1; # not thisOne\nin\n{ a = nam", "");
  seen.inComment = await offered("let\n  nameOfTheHost = 1;\nin\n{ } # nam", "");

  seen.documented = await documented(root);
  await vscode.window.showTextDocument(document);
  return seen;
}

// name sets the modules in the user's settings.
const name = (modules) => vscode.workspace.getConfiguration("atproto-ls").update("options.modules", modules, vscode.ConfigurationTarget.Global);

exports.activate = (context) => {
  const ours = path.join(path.dirname(process.env.PROBE), "ours", "modules");
  fs.mkdirSync(ours, { recursive: true });
  fs.writeFileSync(path.join(ours, "default.nix"), "{ lib, ... }: { options.services.microcosm-constellation.enable = lib.mkEnableOption \"ours\"; }\n");
  context.subscriptions.push(
    vscode.commands.registerCommand("probe.name", () => name([ours])),
    vscode.commands.registerCommand("probe.forget", () => name(undefined)),
  );
  context.subscriptions.push(vscode.commands.registerCommand("probe.look", async () => {
    const seen = await look().catch((error) => ({ problem: String(error?.stack ?? error) }));
    fs.writeFileSync(process.env.PROBE + ".part", JSON.stringify(seen, null, 1));
    fs.renameSync(process.env.PROBE + ".part", process.env.PROBE);
  }));
};
