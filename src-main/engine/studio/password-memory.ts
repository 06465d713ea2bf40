/** Keeps passwords of encrypted keys for a person who asked for it, as safely as the door can: only the desktop app has one. */
export interface PasswordMemory {
  /** Whether the system encrypts what is kept. */
  isAvailable(): Promise<boolean>;
  /** How many are kept. */
  count(): Promise<number>;
  /** @param keystore the encrypted key: a file that has changed since has no password here */
  find(keystore: string): Promise<string | undefined>;
  keep(keystore: string, password: string): Promise<void>;
  /** Forgets all of them. */
  forget(): Promise<void>;
}
