/** Checks the fields of a record that was read from a file: anybody may have written it, so nothing is taken on trust. */
import {
  colourNames,
  imageKinds,
  steps,
  type ColourName,
  type Facts,
  type ImageKind,
  type ImageRecord,
  type Step,
} from "../../../shared/model.ts";

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isFlag: Check = (value) => typeof value === "boolean";
const isTextList: Check = (value) => Array.isArray(value) && value.every(isText);
const isStepList: Check = (value) => Array.isArray(value) && value.every((step) => steps.includes(step as Step));

const isOriginList: Check = (value) =>
  Array.isArray(value) && value.every((origin) => ["model", "ocr", "both"].includes(origin as string));

const isSource: Check = (value) =>
  isObject(value) && isText(value["by"]) && isOptional(value["name"], isText) && isOptional(value["at"], isText);

const isSources: Check = (value) =>
  isObject(value) &&
  ["description", "text", "alt"].every((field) => isOptional(value[field], isSource)) &&
  isOptional(value["tags"], (tags) => isObject(tags) && Object.values(tags).every(isSource));

const isStamp: Check = (value) => isObject(value) && isNumber(value["size"]) && isNumber(value["mtimeMs"]);

const isFailure: Check = (value) =>
  isObject(value) && ["reason", "message", "at"].every((field) => isText(value[field]));

const isPlace: Check = (value) => isObject(value) && isNumber(value["latitude"]) && isNumber(value["longitude"]);

const factChecks: Readonly<Record<keyof Facts, Check>> = {
  width: isNumber,
  height: isNumber,
  format: isText,
  frames: isNumber,
  hasAlpha: isFlag,
  takenAt: isText,
  camera: isText,
  place: isPlace,
  keywords: isTextList,
  caption: isText,
  altText: isText,
  kind: (value) => imageKinds.includes(value as ImageKind),
  colours: (value) => Array.isArray(value) && value.every((name) => colourNames.includes(name as ColourName)),
  dHash: (value) => isText(value) && /^[0-9a-f]{16}$/.test(value as string),
};
const neededFacts: ReadonlySet<string> = new Set<keyof Facts>(["width", "height", "format"]);

const isFacts: Check = (value) =>
  isObject(value) && [...neededFacts].every((field) => factChecks[field as keyof Facts](value[field]));

/** Facts without those that are not as they should be: a later version may know kinds and colours that this one does not. */
function soundFacts(facts: Fields): Fields {
  const isSound = ([field, value]: readonly [string, unknown]): boolean =>
    !Object.hasOwn(factChecks, field) || factChecks[field as keyof Facts](value);
  return Object.fromEntries(Object.entries(facts).filter(isSound));
}

const isAdded: Check = (value) =>
  isObject(value) &&
  isObject(value["lists"]) &&
  Object.values(value["lists"]).every(isTextList) &&
  isObject(value["texts"]) &&
  Object.values(value["texts"]).every(isText) &&
  isOptional(value["madeIptc"], (made) => made === true) &&
  isOptional(value["iptcFrame"], (frame) => isObject(frame) && Object.values(frame).every(isText));

const isWritten: Check = (value) =>
  isObject(value) && isOptional(value["file"], isAdded) && isOptional(value["sidecar"], isAdded);

const isFormer: Check = (value) =>
  isObject(value) &&
  ["description", "text", "alt"].every((field) => isText(value[field])) &&
  isTextList(value["tags"]) &&
  isSources(value["sources"]) &&
  ["engine", "model", "taggedAt", "prompt", "vocabulary"].every((field) => isOptional(value[field], isText));

const checks: Readonly<Record<keyof ImageRecord, Check>> = {
  description: isText,
  tags: isTextList,
  text: isText,
  alt: isText,
  done: isStepList,
  sources: isSources,
  removedTags: isTextList,
  engine: isText,
  model: isText,
  taggedAt: isText,
  contentKey: isText,
  stamp: isStamp,
  facts: isFacts,
  failure: isFailure,
  prompt: isText,
  vocabulary: isText,
  textFrom: isOriginList,
  awaitsWords: (value) => value === true,
  doubt: (value) => value === "sameAnswer",
  written: isWritten,
  reviewedAt: isText,
  former: isFormer,
};
const needed = ["description", "tags", "text", "alt", "done", "sources", "removedTags"] as const;

/** The fields of a record that are as they should be; those of another shape, and unknown ones, are left out. */
export function soundFields(fields: Fields): Partial<ImageRecord> {
  const sound = Object.entries(checks).filter(([field, check]) => Object.hasOwn(fields, field) && check(fields[field]));
  return Object.fromEntries(
    sound.map(([field]) => [field, field === "facts" ? soundFacts(fields[field] as Fields) : fields[field]]),
  );
}

/** The record that a value holds; undefined where one of the fields that every record has is missing or of another shape. */
export function soundRecord(value: unknown): ImageRecord | undefined {
  if (!isObject(value)) return undefined;
  const sound = soundFields(value);
  return isWhole(sound) ? sound : undefined;
}

function isWhole(fields: Partial<ImageRecord>): fields is ImageRecord {
  return needed.every((field) => fields[field] !== undefined);
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOptional(value: unknown, check: Check): boolean {
  return value === undefined || check(value);
}
