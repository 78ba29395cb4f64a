/** The text of an image for vector search, and the prefixes of embedding models. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { documentText, withDocumentPrefix, withQueryPrefix } from "../../src/extension/core/tagging/embeddingText.ts";

const parts = { path: "trips/redCar_at-night.JPG", description: "A car", tags: ["car", "red"], text: "STOP\nHERE" };

describe("documentText", () => {
  test("joins title, description, tags and text in the image", () => {
    assert.equal(
      documentText(parts),
      "title: red Car at night, trips | text: A car. Tags: car, red. Text in image: STOP HERE",
    );
  });

  test("leaves out what is empty", () => {
    assert.equal(documentText({ path: "1.png", description: "", tags: [], text: "" }), "");
    assert.equal(documentText({ path: "1.png", description: "A cat.", tags: [], text: "" }), "text: A cat.");
    assert.equal(documentText({ path: "猫.png", description: "", tags: [], text: " " }), "");
    assert.equal(documentText({ ...parts, path: "x/東京.png", tags: [], text: "" }), "title: 東京 | text: A car.");
  });

  test("takes the alt text where there is no description", () => {
    assert.match(documentText({ ...parts, description: "", alt: "A lorry" }), /text: A lorry\./u);
  });

  test("does not let a page of text or a heap of tags drown the rest", () => {
    const tags = Array.from({ length: 40 }, (_, at) => `t${String(at)}`);
    const text = documentText({ ...parts, tags, text: "word ".repeat(5000) });
    assert.ok(text.length < 900);
    assert.ok(text.includes("t11") && !text.includes("t12"));
  });
});

describe("prefixes", () => {
  test("EmbeddingGemma gets its own form once", () => {
    assert.equal(withDocumentPrefix("embeddinggemma:latest", "title: a | text: b"), "title: a | text: b");
    assert.equal(withDocumentPrefix("embeddinggemma:300m", "text: b"), "title: none | text: b");
    for (const model of [
      "embeddinggemma",
      "embeddinggemma-2:440m",
      "google/embeddinggemma-2",
      "text-embedding-embeddinggemma-300m-qat",
    ]) {
      assert.equal(withDocumentPrefix(model, "b"), "title: none | text: b", model);
      assert.equal(withQueryPrefix(model, "q"), "task: search result | query: q", model);
    }
  });

  test("every other family gets its own, and unknown ones none", () => {
    assert.equal(withDocumentPrefix("nomic-embed-text", "d"), "search_document: d");
    assert.equal(withQueryPrefix("nomic-embed-text-v2-moe", "q"), "search_query: q");
    assert.match(withQueryPrefix("qwen3-embedding:0.6b", "q"), /^Instruct: .+\nQuery:q$/u);
    assert.match(withQueryPrefix("someone/mxbai-embed-large", "q"), /^Represent this sentence .+: q$/u);
    for (const model of ["snowflake-arctic-embed2", "Snowflake/snowflake-arctic-embed-l-v2.0"])
      assert.equal(withQueryPrefix(model, "q"), "query: q");
    assert.match(withQueryPrefix("snowflake-arctic-embed:335m", "q"), /^Represent this sentence .+: q$/u);
    assert.equal(withDocumentPrefix("text-embedding-nomic-embed-text-v1.5", "d"), "search_document: d");
    for (const model of ["qwen3-embedding", "bge-m3", "all-minilm"]) assert.equal(withDocumentPrefix(model, "d"), "d");
    for (const model of ["bge-m3", "all-minilm", "other"]) assert.equal(withQueryPrefix(model, "q"), "q");
  });
});
