// What of this package our scripts use.
/** The modules, by row, with a quiet zone of so many around them; true: dark. */
export function encodeQR(
  text: string, output: "raw", options?: { ecc?: "low" | "medium" | "quartile" | "high"; border?: number },
): boolean[][];
