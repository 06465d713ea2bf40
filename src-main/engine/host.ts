/** What a door lends the engine, and nothing else. */
export interface Host {
  paths: {
    /** Folder for everything that is made. */
    workspace: string;
  };
  secrets: {
    /** The key that signs transactions on other chains than the embedded one, 0x-prefixed hex; undefined where none is set. */
    signingKey(): Promise<string | undefined>;
  };
}
