/** Brings the values of XMP, IPTC and EXIF under the same names, as they stand there and not yet to be trusted. */
import type { ExifValues } from "./exif.ts";
import type { IptcValues } from "./iptc.ts";
import type { XmpProperties } from "./xmp.ts";

/** What one of them says. */
export interface Layer {
  readonly keywords?: readonly string[];
  readonly hierarchy?: readonly string[];
  readonly title?: string;
  readonly caption?: string;
  readonly altText?: string;
  readonly rating?: number;
  readonly takenAt?: string;
  readonly make?: string;
  readonly model?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly placeNames?: readonly string[];
  readonly creator?: string;
  readonly copyright?: string;
}

/** A layer without what is not there: one that says nothing has no keys. */
function layer(values: { readonly [K in keyof Layer]: Layer[K] | undefined }): Layer {
  const said = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(said);
}

const places = ["iptc:Location", "photoshop:City", "photoshop:State", "photoshop:Country"] as const;
/** Of the newer form, in which a picture has a place where it was taken and others that it shows. */
const placeFields = ["LocationName", "Sublocation", "City", "ProvinceState", "CountryName"] as const;

/** Keywords of digiKam and Lightroom stand below others; the last part is the word itself. */
export function layerOfXmp(properties: XmpProperties): Layer {
  const all = (name: string): readonly string[] => properties.get(name) ?? [];
  const one = (...names: readonly string[]): string | undefined => names.flatMap(all)[0];
  const paths = [...all("lr:hierarchicalSubject"), ...all("digiKam:TagsList").map((path) => path.replaceAll("/", "|"))];
  const words = [...all("dc:subject"), ...paths.map((path) => path.split("|").at(-1) ?? "")];
  return layer({
    keywords: words.length > 0 ? words : all("microsoft:LastKeywordXMP"),
    hierarchy: paths,
    title: one("dc:title", "photoshop:Headline"),
    caption: one("dc:description", "tiff:ImageDescription"),
    altText: one("iptc:AltTextAccessibility"),
    rating: numberOf(one("xmp:Rating")),
    takenAt: one("exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate"),
    make: one("tiff:Make"),
    model: one("tiff:Model"),
    latitude: degreesOf(one("exif:GPSLatitude")),
    longitude: degreesOf(one("exif:GPSLongitude")),
    placeNames: [
      ...places.flatMap((name) => one(name) ?? []),
      ...placeFields.flatMap((name) => all(`iptcExt:${name}`)),
    ],
    creator: all("dc:creator").join(", "),
    copyright: one("dc:rights"),
  });
}

/** IPTC has no alt text, rating, camera or coordinates. */
export function layerOfIptc({ keywords, place, date, time, title, caption, creator, copyright }: IptcValues): Layer {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/u.exec(date ?? "") ?? [];
  const [, hour = "00", minute = "00", second = "00"] = /^(\d\d)(\d\d)(\d\d)/u.exec(time ?? "") ?? [];
  const { location, city, state, country } = place;
  return layer({
    keywords,
    title,
    caption,
    creator,
    copyright,
    takenAt: year === undefined ? undefined : `${year}-${month}-${day}T${hour}:${minute}:${second}`,
    placeNames: [location, city, state, country].flatMap((name) => name ?? []),
  });
}

/** The fields of Windows come after those of the standard. */
export function layerOfExif(values: ExifValues): Layer {
  const { keywords = "", title, subject, comment, description, artist, copyright, takenAt } = values;
  const { rating, make, model, latitude, longitude } = values;
  return layer({
    keywords: keywords.split(";").filter((word) => word.trim() !== ""),
    title,
    caption: description || subject || comment,
    creator: artist,
    copyright,
    takenAt,
    rating,
    make,
    model,
    latitude,
    longitude,
  });
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || !/^-?\d{1,3}(?:\.\d{1,3})?$/u.test(text) ? undefined : Number(text);
}

/** "48,51.5N", "48,51,30N", or plain degrees with the side of the earth. */
function degreesOf(text: string | undefined): number | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,12})?)(?:,(\d{1,2}(?:\.\d{1,12})?))?(?:,(\d{1,2}(?:\.\d{1,12})?))?([NSEW])$/iu.exec(
    text ?? "",
  );
  if (!match) return undefined;
  const [, degrees, minutes = "0", seconds = "0", side = ""] = match;
  const value = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600;
  return /[SW]/iu.test(side) ? -value : value;
}
