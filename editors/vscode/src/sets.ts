// Which option sets are in force for the file that is looked at, as the language server says: in the status bar, and in full as
// a read-only document.

import * as vscode from "vscode";

const scheme = "atproto-ls-sets";
const command = "atproto-ls.optionSets"; // one of the language server's
const shown = 2; // sets that the status bar names
const patience = 300; // milliseconds in which nothing more changes

interface Answer {
  sets: string[];
  report: string;
}

/** The status bar item, the document, and what keeps both up to date. */
export class OptionSets implements vscode.TextDocumentContentProvider {
  private readonly item = vscode.window.createStatusBarItem("atproto-ls.sets", vscode.StatusBarAlignment.Right, 100);
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private waiting: NodeJS.Timeout | undefined;

  constructor(context: vscode.ExtensionContext) {
    this.item.name = "AT Protocol option sets";
    this.item.command = "atproto-ls.showOptionSets";
    context.subscriptions.push(
      this.item,
      this.changed,
      { dispose: () => clearTimeout(this.waiting) },
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.window.onDidChangeActiveTextEditor(() => this.update()),
      vscode.languages.onDidChangeDiagnostics(() => this.updateSoon()), // also where the settings have changed
    );
  }

  /** Opens the document about the active file. */
  async show(): Promise<void> {
    const file = active();
    if (!file) {
      return;
    }
    const uri = vscode.Uri.from({ scheme, path: file.path + ".sets.txt", query: file.toString() });
    await vscode.window.showTextDocument(uri, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  }

  /** Implements {@link vscode.TextDocumentContentProvider}. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return (await ask(uri.query)).report;
  }

  /** Asks anew, also when the language server was started. */
  async update(): Promise<void> {
    for (const document of vscode.workspace.textDocuments) {
      if (document.uri.scheme === scheme) {
        this.changed.fire(document.uri);
      }
    }
    if (vscode.window.activeTextEditor?.document.uri.scheme === scheme) {
      return; // it is about the file that was looked at before
    }
    const file = active();
    if (!file) {
      this.item.hide();
      return;
    }
    const { sets, report } = await ask(file.toString());
    if (active()?.toString() !== file.toString()) {
      return; // another file is looked at meanwhile
    }
    this.item.text = "$(server) " + (sets.slice(0, shown).join(", ") || "no option set") + (sets.length > shown ? ` +${sets.length - shown}` : "");
    this.item.tooltip = new vscode.MarkdownString().appendCodeblock(report, "text");
    this.item.show();
  }

  private updateSoon(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.update(), patience);
  }
}

/** What the language server says of a file; why it says nothing where it does not. */
async function ask(uri: string): Promise<Answer> {
  try {
    return await vscode.commands.executeCommand<Answer>(command, uri);
  } catch (error) {
    return { sets: [], report: error instanceof Error ? error.message : String(error) };
  }
}

function active(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === "nix" && document.uri.scheme === "file" ? document.uri : undefined;
}
