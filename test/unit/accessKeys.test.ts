/** Keys of model servers: kept per origin in the key store, read once, removed by an empty one. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AccessKeys, type Secrets } from "../../src/extension/editor/accessKeys.ts";
import { authorizationOf } from "../../src/extension/core/tagging/hosts.ts";

/** A key store that tells of its changes, as VS Code's does. */
function fakeSecrets() {
  const kept = new Map<string, string>();
  let reads = 0;
  let tell = (_event: { key: string }): void => undefined;
  const changed = async (key: string): Promise<void> => {
    await Promise.resolve();
    tell({ key });
  };
  const secrets = {
    get: (key: string) => {
      reads++;
      return Promise.resolve(kept.get(key));
    },
    store: (key: string, value: string) => changed((kept.set(key, value), key)),
    delete: (key: string) => changed((kept.delete(key), key)),
    onDidChange: (listener: (event: { key: string }) => void) => {
      tell = listener;
      return { dispose: () => (tell = () => undefined) };
    },
  } as unknown as Secrets;
  return { secrets, kept, reads: () => reads };
}

describe("access keys", () => {
  test("are kept by origin, whatever path or login an address has, and read once", async () => {
    const { secrets, kept, reads } = fakeSecrets();
    const keys = new AccessKeys(secrets);
    await keys.set("https://gpu.example.org", "s3cret");
    assert.deepEqual([...kept], [["imageTagger.key:https://gpu.example.org", "s3cret"]]);
    const addresses = ["https://gpu.example.org:443/ollama", "https://me:pw@gpu.example.org", "http://127.0.0.1:1"];
    await keys.load(addresses);
    await keys.load(addresses);
    assert.deepEqual(
      addresses.map((address) => keys.of(address)),
      ["s3cret", "s3cret", undefined],
    );
    assert.equal(reads(), 2);
  });

  test("are not known of another port or scheme, nor of what is no address", async () => {
    const { secrets } = fakeSecrets();
    const keys = new AccessKeys(secrets);
    await keys.set("https://gpu.example.org", "s3cret");
    const others = ["http://gpu.example.org", "https://gpu.example.org:8443", "not an address"];
    await keys.load(others);
    assert.deepEqual(
      others.map((address) => keys.of(address)),
      [undefined, undefined, undefined],
    );
  });

  test("are removed by an empty one, and each change is told", async () => {
    const { secrets, kept } = fakeSecrets();
    const keys = new AccessKeys(secrets);
    let told = 0;
    keys.onChanged(() => told++);
    await keys.set("http://127.0.0.1:1", "one");
    await keys.load(["http://127.0.0.1:1"]);
    await keys.set("http://127.0.0.1:1", "");
    await keys.load(["http://127.0.0.1:1"]);
    assert.equal(keys.of("http://127.0.0.1:1"), undefined);
    assert.deepEqual([kept.size, told], [0, 2]);
  });

  test("that another window changed are read anew", async () => {
    const { secrets } = fakeSecrets();
    const keys = new AccessKeys(secrets);
    await keys.load(["http://127.0.0.1:1"]);
    await secrets.store("imageTagger.key:http://127.0.0.1:1", "new");
    await keys.load(["http://127.0.0.1:1"]);
    assert.equal(keys.of("http://127.0.0.1:1"), "new");
  });
});

describe("the header that a key becomes", () => {
  test("is a bearer token, or the key as it is written where it names its scheme", () => {
    assert.equal(authorizationOf("abc"), "Bearer abc");
    assert.equal(authorizationOf("Basic bWU6c2VjcmV0"), "Basic bWU6c2VjcmV0");
    assert.equal(authorizationOf(undefined), undefined);
  });
});
