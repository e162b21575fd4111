/** What authored code may use. Each has a default that no honest migration of ours comes near. */
export type SandboxLimits = {
  /** Heap of one process that runs authored code. */
  readonly memoryMb: number
  /** A batch of configs: the larger of the two. Where it passes, each config of the batch is tried alone. */
  readonly batchMs: number
  readonly batchMsPerConfig: number
  /** One config, alone in its question. */
  readonly configMs: number
  /** Reading a module: once for compiling, once for running its top level. */
  readonly loadMs: number
  /** Checking the types of a module, against schemas as large as types are made of. */
  readonly typesMs: number
  /** Setting up a session in a process. Runs no authored code, so this bounds mistakes of ours. */
  readonly openMs: number
  /** How many configs are stopped one by one before a session that never finished one gives up. */
  readonly giveUpAfter: number
  readonly sourceCharacters: number
}

export const DEFAULT_LIMITS: SandboxLimits = {
  memoryMb: 256,
  batchMs: 2_000,
  batchMsPerConfig: 20,
  configMs: 1_000,
  loadMs: 5_000,
  typesMs: 10_000,
  openMs: 30_000,
  giveUpAfter: 25,
  sourceCharacters: 1024 * 1024,
}
