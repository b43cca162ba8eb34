// The snippets of snippets.json, where a binding or a file begins. They are not among those that the manifest names: VS Code
// offers these in comments and strings, too, where no grammar tells it what is one, and Enter at the end of a comment with the
// word "service" in it then puts a module there.

import * as fs from "node:fs";
import * as vscode from "vscode";
import { inText } from "./language";

interface Snippet {
  prefix: string;
  description: string;
  body: string[];
}

/** Has the editor offer the snippets. */
export function offerSnippets(context: vscode.ExtensionContext): void {
  const all = Object.values(JSON.parse(fs.readFileSync(context.asAbsolutePath("snippets.json"), "utf8")) as Record<string, Snippet>);
  context.subscriptions.push(vscode.languages.registerCompletionItemProvider({ language: "nix" }, {
    provideCompletionItems: (document, position) => {
      const begun = /^\s*([\w-]*)$/.exec(document.lineAt(position).text.slice(0, position.character));
      if (!begun || inText(document, position)) {
        return [];
      }
      const range = new vscode.Range(position.translate(0, -begun[1].length), position);
      return all.map(({ prefix, description, body }) => {
        const item = new vscode.CompletionItem({ label: prefix, description }, vscode.CompletionItemKind.Snippet);
        item.insertText = new vscode.SnippetString(body.join("\n"));
        item.documentation = new vscode.MarkdownString().appendCodeblock(body.join("\n").replace(/\$\{\d+:?([^}]*)\}|\$\d+/g, "$1"), "nix");
        item.range = range;
        return item;
      });
    },
  }));
}
