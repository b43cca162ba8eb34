// The VS Code side of atproto-ls: it starts the language server and adds what the protocol has no words for.

import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions, type StaticFeature } from "vscode-languageclient/node";
import { insertExample } from "./examples";
import { showNix } from "./language";
import { findServer, serverArguments } from "./server";
import { OptionSets } from "./sets";
import { offerSnippets } from "./snippets";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  showNix(context);
  offerSnippets(context);
  const sets = new OptionSets(context);
  const output = vscode.window.createOutputChannel("AT Protocol on NixOS", { log: true });
  const begin = async () => {
    await restart(context, output);
    await sets.update();
  };
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("atproto-ls.restart", begin),
    vscode.commands.registerCommand("atproto-ls.showOutput", () => output.show()),
    vscode.commands.registerCommand("atproto-ls.insertExample", () => insertExample(client)),
    vscode.commands.registerCommand("atproto-ls.showOptionSets", () => sets.show()),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration("atproto-ls.server")) {
        void begin();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(begin),
  );
  await begin();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** Asks for edits without snippets in them: VS Code indents those once more than they are. */
const plainEdits: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    if (capabilities.workspace?.workspaceEdit) {
      capabilities.workspace.workspaceEdit.snippetEditSupport = false;
    }
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

/** Starts the server, ending the one that runs. */
async function restart(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): Promise<void> {
  await client?.stop().catch(() => undefined); // one that died needs no stopping
  const command = findServer(context);
  const server: ServerOptions = { command, args: serverArguments() };
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: "file", language: "nix" }, { scheme: "untitled", language: "nix" }],
    diagnosticCollectionName: "atproto-ls",
    outputChannel: output,
  };
  client = new LanguageClient("atproto-ls", "AT Protocol on NixOS", server, options);
  client.registerFeature(plainEdits);
  try {
    await client.start();
  } catch (error) {
    const choice = await vscode.window.showErrorMessage(
      `atproto-ls could not be started as "${command}": ${error instanceof Error ? error.message : String(error)}`, "Settings", "Output",
    );
    if (choice === "Settings") {
      await vscode.commands.executeCommand("workbench.action.openSettings", "atproto-ls.server");
    } else if (choice === "Output") {
      output.show();
    }
  }
}
