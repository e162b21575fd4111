// A process that compiles authored modules. Hostile text can keep a parser busy for long, or use up its
// stack and memory, so even reading it is not for our process. Nothing of it is run here.
import { compileModule } from './inside/compile.ts'
import { inspectModule } from './inside/inspect.ts'
import { serve } from './inside/serve.ts'
import { checkModuleTypes } from './inside/type-check.ts'
import type { CompileQuestion } from './messages.ts'

serve<CompileQuestion>((question) => {
  const { source, file } = question
  switch (question.kind) {
    case 'compile':
      return compileModule(source, file)
    case 'inspect':
      return inspectModule(source, file)
    case 'types':
      return checkModuleTypes(source, { file, types: question.types })
  }
})
