import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { Fault } from "./fault.ts";

/** Encrypts what is stored and signs what is handed out, each under a key of its own derived from `SECRET_KEY`. */
export class Vault {
  #encryption: Buffer;
  #signing: Buffer;
  /** Tells one key from another and nothing else of it. */
  readonly fingerprint: string;

  constructor(secretKey: string) {
    // Buffer.from stops at the first character that is no hex digit: what is left of a wrong text is no secret.
    if (!/^[0-9a-f]{64}$/i.test(secretKey)) throw new Error("The secret key must be 64 hexadecimal digits.");
    const root = Buffer.from(secretKey, "hex");
    const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", root, "agented", purpose, 32));
    this.#encryption = derive("stored secrets");
    this.#signing = derive("stream tokens");
    this.fingerprint = derive("fingerprint").toString("hex");
  }

  /** AES-256-GCM; the answer is base64 of nonce, tag and ciphertext. */
  seal(plain: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#encryption, nonce);
    const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
  }

  /** Throws a Fault `unavailable` when the text was sealed under another key: a gate that cannot decide refuses. */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed, "base64");
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#encryption, bytes.subarray(0, 12), { authTagLength: 16 });
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    } catch (cause) {
      throw new Fault("unavailable", "A stored secret cannot be read: SECRET_KEY is not the one it was stored under.", {
        code: "secret_unreadable",
        cause,
      });
    }
  }

  sign(text: string): string {
    return createHmac("sha256", this.#signing).update(text).digest("base64url");
  }

  signed(text: string, signature: string): boolean {
    const expected = Buffer.from(this.sign(text));
    const given = Buffer.from(signature);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
}
