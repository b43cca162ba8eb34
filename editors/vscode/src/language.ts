// What an editor needs to show Nix at all, for people who have no other extension for it: brackets, comments, colours. Where
// another extension brings a grammar, nothing of this is there.

import * as vscode from "vscode";

const legend = new vscode.SemanticTokensLegend(["comment", "string", "keyword", "number", "property"]);

// Comments and strings first, for they hold everything else. A string's interpolations have its colour.
const word =
  /(#.*|\/\*[^]*?(?:\*\/|$))|("(?:\\[^]|[^"\\])*(?:"|$)|''(?:''['$\\]|'[^']|[^'])*(?:''|$))|\b(let|in|with|rec|inherit|if|then|else|assert|or|true|false|null|import)\b(?![-'])|(?<![\w.-])(\d+(?:\.\d+)?)\b|([A-Za-z_][\w'-]*(?:\.[A-Za-z_][\w'-]*)*)(?=\s*=[^=])/g;

/** Registers what Nix files need, unless another extension has it. */
export function showNix(context: vscode.ExtensionContext): void {
  const others = vscode.extensions.all.filter((e) => e.id !== context.extension.id);
  const grammars = others.flatMap((e) => (e.packageJSON?.contributes?.grammars ?? []) as { language?: string }[]);
  if (grammars.some((g) => g.language === "nix")) {
    return;
  }
  context.subscriptions.push(
    vscode.languages.setLanguageConfiguration("nix", {
      comments: { lineComment: "#", blockComment: ["/*", "*/"] },
      brackets: [["{", "}"], ["[", "]"], ["(", ")"]],
      autoClosingPairs: [
        { open: "{", close: "}" }, { open: "[", close: "]" }, { open: "(", close: ")" },
        { open: '"', close: '"', notIn: [vscode.SyntaxTokenType.String] },
      ],
      wordPattern: /[A-Za-z_][\w'-]*/,
      indentationRules: { increaseIndentPattern: /[{[(]\s*$|\b(let|in)\s*$/, decreaseIndentPattern: /^\s*[}\])]/ },
    }),
    vscode.languages.registerCompletionItemProvider({ language: "nix" }, { provideCompletionItems: names }),
    vscode.languages.registerDocumentSemanticTokensProvider({ language: "nix" }, { provideDocumentSemanticTokens: colour }, legend),
  );
}

/** Reports whether a place is in a comment or a string. */
export function inText(document: vscode.TextDocument, position: vscode.Position): boolean {
  const at = document.offsetAt(position);
  for (const match of document.getText().matchAll(word)) {
    if (match.index >= at) {
      break;
    }
    if ((match[1] ?? match[2]) !== undefined && at <= match.index + match[0].length) {
      return true;
    }
  }
  return false;
}

/** Offers the other names in the text where a value begins with a name: what VS Code does by itself, but for comments. */
function names(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
  const begun = /\S.*[^\w.'-]([A-Za-z_][\w'-]*)$/.exec(document.lineAt(position).text.slice(0, position.character));
  if (!begun || inText(document, position)) {
    return [];
  }
  const at = document.offsetAt(position) - begun[1].length;
  const code = document.getText().replace(word, (text, comment, quoted) => (comment ?? quoted) === undefined ? text : " ".repeat(text.length));
  const others = [...code.matchAll(/[A-Za-z_][\w'-]*/g)].filter((match) => match.index !== at).map((match) => match[0]);
  return [...new Set(others)].map((name) => {
    const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.Text);
    item.sortText = "~" + name; // behind what is known to be accepted
    item.range = new vscode.Range(position.translate(0, -begun[1].length), position);
    return item;
  });
}

function colour(document: vscode.TextDocument): vscode.SemanticTokens {
  const builder = new vscode.SemanticTokensBuilder(legend);
  for (const match of document.getText().matchAll(word)) {
    const kind = match.slice(1).findIndex((group) => group !== undefined);
    const start = document.positionAt(match.index), end = document.positionAt(match.index + match[0].length);
    for (let line = start.line; line <= end.line; line++) { // a token may not cross lines
      const from = line === start.line ? start.character : 0;
      const to = line === end.line ? end.character : document.lineAt(line).text.length;
      if (to > from) {
        builder.push(line, from, to - from, kind);
      }
    }
  }
  return builder.build();
}
