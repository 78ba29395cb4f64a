/** Sets CSS properties by the object model, which a strict content policy allows; a style attribute it does not. */
import { noChange } from "lit";
import { Directive, directive, PartType, type ElementPart, type PartInfo } from "lit/directive.js";

type Properties = Readonly<Record<string, string | number>>;

class CssProperties extends Directive {
  #last: Properties = {};

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error("cssProperties stands in the tag itself, not in an attribute.");
  }

  override render(_properties: Properties): unknown {
    return noChange;
  }

  override update(part: ElementPart, [properties]: [Properties]): unknown {
    if (!("style" in part.element)) return noChange;
    const style = part.element.style as CSSStyleDeclaration;
    for (const name of Object.keys(this.#last)) if (!(name in properties)) style.removeProperty(name);
    for (const [name, value] of Object.entries(properties)) {
      if (this.#last[name] !== value) style.setProperty(name, String(value));
    }
    this.#last = properties;
    return noChange;
  }
}

/** `<div ${cssProperties({ width: "3px" })}>`. */
export const cssProperties = directive(CssProperties);
