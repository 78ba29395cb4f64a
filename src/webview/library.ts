/** Entry of the library panel: connects, reports errors, and starts the app that the host put into the page. */
import { connect } from "./host/connection.ts";
import { reportErrors } from "./host/error-reports.ts";
import { stylePage } from "./host/page-styles.ts";
import "./library/library-app.ts";
import { LibrarySession } from "./logic/librarySession.ts";
import { readViewState } from "./logic/viewState.ts";

const connection = connect();
reportErrors(connection.host, "library");
stylePage();

const session = new LibrarySession(connection, readViewState(connection.readState()), (state) =>
  connection.writeState(state),
);
window.addEventListener("pagehide", () => session.keepNow());
const app = document.querySelector("library-app");
if (!app) throw new Error("The page has no <library-app>.");
app.session = session;
void session.start(document.documentElement.lang);
