/** The doctor's report: faults first, one harmless line for each text, every area under its title. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fault, findingOf, note, ok } from "../../../src/extension/core/doctor/finding.ts";
import { inReadingOrder, reportText, summaryOf } from "../../../src/extension/core/doctor/report.ts";
import { displayText } from "../../../src/extension/core/views/displayText.ts";

const findings = [
  findingOf(ok("All is well."), "platform", "program"),
  findingOf(note("It is slow.", { detail: "Very.", remedy: "Wait." }), "network", "network"),
  findingOf(fault("It is broken.", { remedy: "Mend it." }), "records", "records"),
  findingOf(fault("It does not open."), "catalog", "catalog"),
];

describe("the doctor's report", () => {
  test("has faults first, then notes, then what is in order; in each the areas in their order", () => {
    assert.deepEqual(
      inReadingOrder(findings).map(({ check }) => check),
      ["catalog", "records", "network", "platform"],
    );
  });

  test("counts them in one line", () => {
    assert.equal(summaryOf(findings), "2 faults, 1 note, 1 in order.");
    assert.equal(summaryOf([]), "0 faults, 0 notes, 0 in order.");
  });

  test("says what asks for something before it goes through the areas", () => {
    const text = reportText(findings, "today", (one) => one);
    const [head, urgent, ...rest] = text.split("\n\n");
    assert.match(head ?? "", /^Image Tagger: Doctor, today\n2 faults/);
    assert.match(
      urgent ?? "",
      /What asks for something[^]*FAULT {2}It does not open[^]*FAULT {2}It is broken[^]*→ Mend it/,
    );
    assert.deepEqual(
      rest.map((section) => section.split("\n")[0]),
      ["Program", "Search catalog", "Records", "Network"],
    );
  });

  test("makes one line of a name that holds line breaks and marks of direction", () => {
    const hostile = findingOf(fault("a\nFAULT  b\u202egnp.exe cannot be read."), "records", "records");
    const text = reportText([hostile], "today", (one) => displayText(one, 500));
    assert.doesNotMatch(text, /\u202e/u);
    assert.equal(text.split("\n").filter((line) => line.startsWith("FAULT")).length, 2, text);
  });

  test("joins title, detail and remedy to the message", () => {
    assert.equal(findings[1]?.message, "It is slow. Very. Wait.");
  });
});
