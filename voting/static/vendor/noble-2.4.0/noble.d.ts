// What of this package our scripts use.
export interface Element {
  add(other: Element): Element;
  subtract(other: Element): Element;
  equals(other: Element): boolean;
  /** In the same steps for every scalar from 1 to the order less 1; throws for any other. */
  multiply(scalar: bigint): Element;
  precompute(windowSize: number, isLazy: boolean): Element;
  toBytes(): Uint8Array;
  /** One of the points of the curve that stand for this element. */
  readonly ep: EdwardsPoint;
}

export interface EdwardsPoint {
  readonly X: bigint;
  readonly Y: bigint;
  readonly Z: bigint;
  readonly T: bigint;
  add(other: EdwardsPoint): EdwardsPoint;
  subtract(other: EdwardsPoint): EdwardsPoint;
  isSmallOrder(): boolean;
  multiplyUnsafe(scalar: bigint): EdwardsPoint;
  toBytes(): Uint8Array;
}

export const ristretto255: {
  Point: {
    BASE: Element;
    ZERO: Element;
    Fn: { ORDER: bigint };
    fromBytes(bytes: Uint8Array): Element;
  };
};

export const ed25519: {
  Point: {
    BASE: EdwardsPoint;
    /** By default strict, as RFC 8032 decodes. */
    fromBytes(bytes: Uint8Array): EdwardsPoint;
  };
  getPublicKey(seed: Uint8Array): Uint8Array;
  sign(message: Uint8Array, seed: Uint8Array): Uint8Array;
};

/** Not in the same time for all scalars. */
export function mulAddUnsafe(of: (typeof ristretto255)["Point"], points: Element[], scalars: bigint[]): Element;

/** The same points with Z = 1, by one inversion. */
export function normalizeZ(of: (typeof ed25519)["Point"], points: EdwardsPoint[]): EdwardsPoint[];

export function sha256(message: Uint8Array): Uint8Array;
export function sha512(message: Uint8Array): Uint8Array;
export function scryptAsync(
  password: Uint8Array,
  salt: Uint8Array,
  options: { N: number; r: number; p: number; dkLen: number; onProgress?: (done: number) => void },
): Promise<Uint8Array>;
