/** Entry of the search view: connects, reports errors, and starts the app that the host put into the page. */
import { connect } from "./host/connection.ts";
import { reportErrors } from "./host/error-reports.ts";
import { stylePage } from "./host/page-styles.ts";
import { SearchSession } from "./logic/searchSession.ts";
import { readViewState } from "./logic/viewState.ts";
import "./search/search-app.ts";

const connection = connect();
reportErrors(connection.host, "search");
stylePage();

const session = new SearchSession(connection, readViewState(connection.readState()), (state) =>
  connection.writeState(state),
);
window.addEventListener("pagehide", () => session.keepNow());
const app = document.querySelector("search-app");
if (!app) throw new Error("The page has no <search-app>.");
app.session = session;
void session.start(document.documentElement.lang);
