/** Two choices that do not go together. */
export interface Clash {
  /** The key to blame. */
  readonly path: string;
  /** Why, and what goes. */
  readonly rule: string;
}
