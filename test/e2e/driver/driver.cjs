/** Does nothing: the test run needs some extension under development that is not the one under test. */
"use strict";

exports.activate = () => undefined;
