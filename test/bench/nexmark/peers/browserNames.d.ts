// What the types of effect need of the browser's own; nothing here is compiled with the DOM.
interface CryptoKey {
  readonly type: string;
}
interface JsonWebKey {
  readonly kty?: string;
}
interface Storage {
  readonly length: number;
}
