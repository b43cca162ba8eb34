// Which option sets are in force for the file that is looked at: in the status bar, and in full as a read-only document.

import { execFile } from "node:child_process";
import * as path from "node:path";
import * as vscode from "vscode";
import { findServer } from "./server";

const scheme = "atproto-ls-sets";
const shown = 2; // sets that the status bar names

/** The status bar item, the document, and what keeps both up to date. */
export class OptionSets implements vscode.TextDocumentContentProvider {
  private readonly item = vscode.window.createStatusBarItem("atproto-ls.sets", vscode.StatusBarAlignment.Right, 100);
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly context: vscode.ExtensionContext) {
    this.item.name = "AT Protocol option sets";
    this.item.command = "atproto-ls.showOptionSets";
    context.subscriptions.push(
      this.item,
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.window.onDidChangeActiveTextEditor(() => this.update()),
      vscode.workspace.onDidSaveTextDocument(() => this.update()),
    );
    void this.update();
  }

  /** Opens the document about the active file. */
  async show(): Promise<void> {
    const file = active();
    if (!file) {
      return;
    }
    const uri = vscode.Uri.from({ scheme, path: file.path + ".sets.txt", query: file.fsPath });
    this.changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  }

  /** Implements {@link vscode.TextDocumentContentProvider}. */
  provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return this.doctor(uri.query);
  }

  private async update(): Promise<void> {
    const file = active();
    if (!file) {
      this.item.hide();
      return;
    }
    const report = await this.doctor(file.fsPath);
    const sets = setsOf(report);
    this.item.text = "$(server) " + (sets.slice(0, shown).join(", ") || "no option set") + (sets.length > shown ? ` +${sets.length - shown}` : "");
    this.item.tooltip = new vscode.MarkdownString().appendCodeblock(report, "text");
    this.item.show();
  }

  private doctor(file: string): Promise<string> {
    return new Promise((resolve) => {
      const cwd = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath ?? path.dirname(file); // it names files from there
      execFile(findServer(this.context), ["doctor", file], { cwd, timeout: 10_000 }, (error, stdout, stderr) => {
        resolve(error ? `${stderr || error.message}` : stdout);
      });
    });
  }
}

/** The option sets that a report names, each once: `  services.x: nixpkgs since 2026-02-01 (20 options), or …`. */
function setsOf(report: string): string[] {
  const services = report.split("\n").filter((line) => /^ {2}(services|atproto)\./.test(line));
  const names = services.flatMap((line) => [...line.matchAll(/(?:: |, or )(?:the )?([^:,()]+?)(?: (?:from|since|until) [^()]*)? \(\d+ options?\)/g)]);
  return [...new Set(names.map((match) => match[1] ?? ""))];
}

function active(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === "nix" && document.uri.scheme === "file" ? document.uri : undefined;
}
