/** The findings in the order in which a person reads them, and as a text. */
import { areas, counted, type Area, type Finding, type Verdict } from "./finding.ts";

const order: readonly Verdict[] = ["fault", "note", "ok"];

/** What the areas are called. */
export const areaTitles: Readonly<Record<Area, string>> = {
  program: "Program",
  settings: "Settings",
  engines: "Engines and models",
  pictures: "Pictures",
  catalog: "Search catalog",
  records: "Records",
  folders: "Folders and disks",
  network: "Network",
};

const widthOfLines = 100;
const marks: Readonly<Record<Verdict, string>> = { fault: "FAULT", note: "note", ok: "ok" };

/** Faults first, then notes, then what is in order; in each the areas in their order. */
export function inReadingOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || areas.indexOf(a.area) - areas.indexOf(b.area),
  );
}

/** How many there are of each. */
export function countVerdicts(findings: readonly Finding[]): Readonly<Record<Verdict, number>> {
  const of = (verdict: Verdict): number => findings.filter((finding) => finding.verdict === verdict).length;
  return { fault: of("fault"), note: of("note"), ok: of("ok") };
}

/** "1 fault, 2 notes, 12 checks in order." */
export function summaryOf(findings: readonly Finding[]): string {
  const { fault, note, ok } = countVerdicts(findings);
  return `${counted(fault, "fault")}, ${counted(note, "note")}, ${ok} in order.`;
}

/**
 * The whole report as plain text: what asks for something first, then every area. `clean` makes one harmless line of a text,
 * since names of files and words of servers stand in it.
 */
export function reportText(findings: readonly Finding[], when: string, clean: (text: string) => string): string {
  const urgent = inReadingOrder(findings).filter(({ verdict }) => verdict !== "ok");
  const sections = areas.flatMap((area) => {
    const inside = inReadingOrder(findings.filter((finding) => finding.area === area));
    return inside.length === 0 ? [] : [heading(areaTitles[area]), ...inside.map((finding) => entry(finding, clean))];
  });
  const first =
    urgent.length === 0 ? [] : [heading("What asks for something"), ...urgent.map((one) => entry(one, clean))];
  return [`Image Tagger: Doctor, ${when}`, summaryOf(findings), ...first, ...sections, ""].join("\n");
}

/** Lines of a length that can be read without scrolling; a long path stays whole. */
function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=\S) /u)) {
    if (line !== "" && line.length + word.length >= widthOfLines) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function heading(title: string): string {
  return `\n${title}\n${"─".repeat(title.length)}`;
}

function entry({ verdict, check, title, detail, remedy }: Finding, clean: (text: string) => string): string {
  const lines = wrapped(`${marks[verdict].padEnd(5)}  ${clean(title)}  [${check}]`, "       ");
  if (detail !== undefined) lines.push(...wrapped(`       ${clean(detail)}`, "       "));
  if (remedy !== undefined && remedy !== "") lines.push(...wrapped(`       → ${clean(remedy)}`, "         "));
  return lines.join("\n");
}
