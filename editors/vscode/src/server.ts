// Where the language server is: what the settings name, else the one in the extension, else the one on the PATH.

import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";

const name = process.platform === "win32" ? "atproto-ls.exe" : "atproto-ls";

/** The program to start. VS Code itself keeps the settings of a folder that is not trusted from us. */
export function findServer(context: vscode.ExtensionContext): string {
  const configured = vscode.workspace.getConfiguration("atproto-ls").get<string | null>("server.path");
  if (configured) {
    return configured;
  }
  const bundled = context.asAbsolutePath(path.join("server", name));
  if (fs.existsSync(bundled)) {
    if (process.platform !== "win32") {
      fs.chmodSync(bundled, 0o755); // some ways to unpack an extension lose the mode
    }
    return bundled;
  }
  return name;
}

/** The arguments that make the program a language server. */
export function serverArguments(): string[] {
  return vscode.workspace.getConfiguration("atproto-ls").get<string[]>("server.arguments") ?? ["serve", "--stdio"];
}
