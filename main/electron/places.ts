import { join, resolve } from 'node:path'

/** Where the parts of the app lie. */
export type Places = {
  /** The preload script, one file of CommonJS: a page in a sandbox can load nothing else. */
  readonly preload: string
  /** The built interface. */
  readonly renderer: string
  /** What the services' process starts with. */
  readonly services: string
  /** A real Node: Electron as Node is forbidden by its fuses, and knows nothing of `--permission`. */
  readonly node: string
}

/**
 * In a package, what the app itself loads is in its archive, whose hash Electron checks; the services and the processes
 * that they start are real files beside it, for Node cannot look into an archive.
 */
export function placesOf(
  builtDir: string,
  { resourcesPath, env }: { resourcesPath: string | undefined; env: NodeJS.ProcessEnv },
): Places {
  const root = resolve(builtDir, '../..')
  const code = resourcesPath === undefined ? root : join(resourcesPath, 'services')
  return {
    preload: join(builtDir, 'preload.cjs'),
    renderer: join(root, 'out/renderer'),
    services: join(code, 'main/electron/services-process.ts'),
    node:
      resourcesPath === undefined
        ? (env.CROSSWALK_NODE ?? join(root, 'node_modules/node/bin/node'))
        : join(resourcesPath, 'node', process.platform === 'win32' ? 'node.exe' : 'node'),
  }
}
