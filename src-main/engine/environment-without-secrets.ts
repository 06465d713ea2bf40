/** Variables that hold a key or a password: for the process that signs, and for no other. */
const SECRETS = ['PROOFPRESS_PRIVATE_KEY', 'PROOFPRESS_KEYSTORE_PASSWORD', 'DEPLOYER_PRIVATE_KEY'];

/** The environment for a child process: it parses what strangers wrote, or is a stranger's program itself. */
export function environmentWithoutSecrets(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !SECRETS.includes(name)));
}
