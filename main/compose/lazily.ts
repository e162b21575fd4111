type Act = (...given: never[]) => Promise<unknown>

/**
 * Gives services by their names. What they are made of takes long to load: it is loaded when one of their functions is
 * first called, so that a command loads no more than it needs.
 */
export function lazily<Services extends { readonly [service: string]: { readonly [act: string]: Act } }>(
  load: () => Promise<Services>,
): <Name extends keyof Services>(name: Name) => Services[Name] {
  let loading: Promise<Services> | undefined
  const perform = async (name: keyof Services, act: string, given: readonly never[]): Promise<unknown> => {
    loading ??= load()
    const asked = (await loading)[name]?.[act]
    if (asked === undefined) throw new TypeError(`no service ${String(name)}.${act}`)
    return asked(...given)
  }
  return (name) =>
    new Proxy({} as Services[typeof name], {
      get:
        (_, act: string) =>
        (...given: readonly never[]) =>
          perform(name, act, given),
    })
}
