import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanText } from '../../shared/flow/secrets/text.ts'

/**
 * Writes what a bug left behind under its reference: to `.crosswalk/log` of the workspace where there is
 * one, else to a file of its own among the system's temporary files. Gives the file, or undefined where
 * none can be written.
 */
export function logBug(
  error: unknown,
  about: { reference: string; command: string; workspaceDir: string },
): string | undefined {
  const entry = `${new Date().toISOString()} ${about.reference} crosswalk ${about.command}\n${withoutSecrets(describe(error))}\n\n`
  const folder = join(about.workspaceDir, '.crosswalk')
  const hasWorkspace = existsSync(join(about.workspaceDir, 'crosswalk.json'))
  for (const file of [
    ...(hasWorkspace ? [join(folder, 'log')] : []),
    join(tmpdir(), `crosswalk-${about.reference}.log`),
  ]) {
    try {
      if (hasWorkspace) mkdirSync(folder, { recursive: true, mode: 0o700 })
      // The one among everybody's files is new and ours alone: nobody can have put a link there.
      appendFileSync(file, entry, file.startsWith(folder) ? { mode: 0o600 } : { mode: 0o600, flag: 'ax' })
      return file
    } catch {
      // A disk that is full or read-only must not hide the bug itself: the next place, or none.
    }
  }
  return undefined
}

/**
 * Stack and causes only. An error's other members may hold anything: drivers put whole rows and
 * connection settings there.
 */
function describe(error: unknown): string {
  const lines: string[] = []
  for (let each = error, depth = 0; each !== undefined && depth < 8; depth++) {
    const text = each instanceof Error ? (each.stack ?? String(each)) : `thrown, but no error: ${typeof each}`
    lines.push(depth === 0 ? text : `caused by ${text}`)
    each = each instanceof Error ? each.cause : undefined
  }
  return lines.join('\n')
}

/** Secrets get into messages by way of URLs and headers; and whatever an environment variable of such a name holds. */
function withoutSecrets(text: string): string {
  let clean = cleanText(text, { isCode: false }).text
  for (const [name, value = ''] of Object.entries(process.env)) {
    if (value.length >= 8 && /KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|DSN|_URL$/i.test(name)) {
      clean = clean.replaceAll(value, `[${name}]`)
    }
  }
  return clean
}
