/** The page of a webview: one script, one font, a strict content policy, and nothing from anywhere else. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { ViewName } from "../../../shared/protocol.ts";

/** The folders that a webview may load from: our own files and the thumbnails. */
export function webviewOptions(extension: vscode.Uri, thumbnailFolder: string): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableForms: false,
    localResourceRoots: [vscode.Uri.joinPath(extension, "dist", "webview"), vscode.Uri.file(thumbnailFolder)],
  };
}

/** The HTML for one view. Nothing of a workspace stands in it: all of that comes as data later. */
export function pageHtml(webview: vscode.Webview, extension: vscode.Uri, view: ViewName, title: string): string {
  const nonce = randomBytes(24).toString("base64url");
  const file = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", "webview", name)).toString();
  const source = webview.cspSource;
  const policy = [
    "default-src 'none'",
    `img-src ${source}`,
    `font-src ${source}`,
    `style-src ${source} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${attribute(vscode.env.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(file("codicon.css"))}">
</head>
<body>
<${view}-app></${view}-app>
<script type="module" nonce="${nonce}" src="${attribute(file(`${view}.js`))}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
