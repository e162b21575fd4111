// A process that compiles authored modules. Hostile text can keep a parser busy for long, or use up its
// stack and memory, so even reading it is not for our process. Nothing of it is run here.
import { compileModule } from './inside/compile.ts'
import { serve } from './inside/serve.ts'
import type { CompileQuestion } from './messages.ts'

serve<CompileQuestion>(({ source, file }) => compileModule(source, file))
