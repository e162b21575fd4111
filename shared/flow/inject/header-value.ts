const PREFIX = 'X-LANGFLOW-GLOBAL-VAR-'

/** Langflow's servers take 64 kB of headers in all, proxies often 8 kB for one. */
const MAX_VALUE_LENGTH = 4096

/**
 * The header that sets a variable of Langflow for one run, or undefined where no header can: Langflow
 * upper-cases names, so that one in lower case is never found, and takes a value byte by byte as Latin-1, so
 * that only printable ASCII without outer spaces arrives as it was sent.
 */
export const headerFor = (variable: string, text: string): readonly [string, string] | undefined =>
  /^[A-Z0-9_.-]{1,200}$/.test(variable) &&
  text.length <= MAX_VALUE_LENGTH &&
  /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/.test(text)
    ? [`${PREFIX}${variable}`, text]
    : undefined
