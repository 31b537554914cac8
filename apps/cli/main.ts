/** Entry of the `docket` command. */
import { endWithoutReader } from './output/closed-reader.js';
import { runProgram } from './program.js';

endWithoutReader();
process.exitCode = await runProgram(process.argv);
