// "Insert Example…": the code actions of the language server that insert blocks, as a list to choose from.

import * as vscode from "vscode";

const kind = vscode.CodeActionKind.Empty.append("refactor.insert");
const most = 100; // actions whose edit is asked for at once; there are about forty

/** Asks which example to insert into the active file, and inserts it. */
export async function insertExample(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.document.languageId !== "nix") {
    void vscode.window.showInformationMessage("Open a Nix file to insert an example into.");
    return;
  }
  const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider", editor.document.uri, editor.selection, kind.value, most,
  );
  const examples = (found ?? []).filter((action) => action.edit);
  if (examples.length === 0) {
    void vscode.window.showInformationMessage("No example fits here: it needs a NixOS module that can be read.");
    return;
  }
  const items = examples.map((action) => ({ label: action.title.replace(/^Insert example: /, ""), action }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: "The block to insert", matchOnDescription: true });
  if (chosen?.action.edit) {
    await vscode.workspace.applyEdit(chosen.action.edit);
  }
}
