import { spawn } from 'node:child_process'

/** Whether somebody sits before a screen here, who would see a browser open. */
export const hasScreen = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean => {
  if (env.SSH_CONNECTION) return false
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** Opens a link in the system's browser. Where that fails, whoever reads the link can still open it. */
export function openBrowser(link: string, platform: NodeJS.Platform = process.platform): void {
  const [program, ...words] = OPENERS[platform] ?? ['xdg-open']
  const child = spawn(program, [...words, link], { detached: true, stdio: 'ignore' })
  child.on('error', () => {})
  child.unref()
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  // Not `start`, which is a word of the shell's, and would read the link's characters as its own.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}
