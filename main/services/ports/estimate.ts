/** How fast configs of an agent are written in an environment. */
export type WriteRate = {
  readonly configsPerSecond: number
  /** `journal`: by the last release that was large enough. `sample`: by copies of that many configs, written and undone. */
  readonly by: 'journal' | 'sample'
  readonly configs: number
}

export interface PushMeter {
  /** Undefined where there are no configs of the agent. Changes nothing that anybody else sees. */
  measure(agent: string): Promise<WriteRate | undefined>
}
