// "Insert Example…": the code actions of the language server that insert blocks, as a list to choose from.

import * as vscode from "vscode";
import { CodeActionRequest, CodeActionResolveRequest, type CodeAction, type LanguageClient } from "vscode-languageclient/node";

const kind = "refactor.insert";

/** Asks which example to insert into the active file, and inserts it. */
export async function insertExample(client: LanguageClient | undefined): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.document.languageId !== "nix") {
    void vscode.window.showInformationMessage("Open a Nix file to insert an example into.");
    return;
  }
  if (!client?.isRunning()) {
    void vscode.window.showInformationMessage("The language server does not run: AT Protocol: Show Output says why.");
    return;
  }
  const found = await client.sendRequest(CodeActionRequest.type, {
    textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(editor.document),
    range: client.code2ProtocolConverter.asRange(editor.selection),
    context: { diagnostics: [], only: [kind] },
  });
  const examples = (found ?? []).filter((action): action is CodeAction => "kind" in action);
  if (examples.length === 0) {
    void vscode.window.showInformationMessage("No example fits here: it needs a NixOS module that can be read.");
    return;
  }
  const items = examples.map((action) => ({
    label: action.title.replace(/^Insert example: /, ""), description: (action.data as { about?: string } | undefined)?.about, action,
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: "The block to insert", matchOnDescription: true });
  if (!chosen) {
    return;
  }
  const action = chosen.action.edit ? chosen.action : await client.sendRequest(CodeActionResolveRequest.type, chosen.action);
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(action.edit);
  if (edit) {
    await vscode.workspace.applyEdit(edit);
  }
}
