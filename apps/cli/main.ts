/** Entry of the `docket` command. */
import { runProgram } from './program.js';

process.exitCode = await runProgram(process.argv);
