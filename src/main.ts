#!/usr/bin/env node
// masthead: argv -> command -> exit status. What each command does stands in cli/, how the parts join in app.ts.
import { enableCompileCache } from 'node:module';

// Node keeps our compiled code between runs, which halves the time of every short command.
enableCompileCache();

const { program } = await import('./cli/program.ts');
process.exitCode = await program(process.argv.slice(2));
