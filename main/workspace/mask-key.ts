import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hmac } from '../../shared/config/mask.ts'
import { fail } from '../../shared/errors/index.ts'
import { writeWhole } from './files/atomic-write.ts'
import { systemCode, translateFileError } from './files/file-errors.ts'
import { privateFolder } from './private-folder.ts'

/**
 * The workspace's keyed hash for masks: HMAC-SHA-256 with the key in `.crosswalk/mask.key`, made on
 * first use and readable by its owner only. Without the key nobody can try guesses against stand-ins.
 */
export async function openMaskKey(root: string): Promise<Hmac> {
  const file = join(privateFolder(root), 'mask.key')
  const text = (await readKey(file)) ?? (await makeKey(file))
  if (!/^[0-9a-f]{64}\n$/.test(text)) {
    fail('workspace/damaged', {
      file: '.crosswalk/mask.key',
      problem:
        'It should be one line of 64 hexadecimal digits. With a new key, which is made where there is none, stand-ins differ',
    })
  }
  // As a key object: given bytes, every call would set the key up anew, which takes five times as long.
  const key = createSecretKey(text.trim(), 'hex')
  return (input) => createHmac('sha256', key).update(input).digest()
}

async function readKey(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    return translateFileError(error, file, 'read')
  }
}

/** Of two commands that make it at once, the first one's key stands and both use it. */
async function makeKey(file: string): Promise<string> {
  const text = `${randomBytes(32).toString('hex')}\n`
  try {
    await writeWhole(file, text, { how: 'create', mode: 0o600 })
    return text
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') translateFileError(error, file, 'write')
    return (await readKey(file)) ?? text
  }
}
