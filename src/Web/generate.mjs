// Compiles ../../protos to TypeScript in .generated/api. The Google protos that they import come from npm and are laid
// beside them first, so that buf sees one folder and asks nobody on the network.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

const google = ['google/api/annotations.proto', 'google/api/http.proto', 'google/rpc/status.proto'];

process.chdir(import.meta.dirname);
rmSync('.generated', { recursive: true, force: true });
cpSync('../../protos', '.generated/protos', { recursive: true });
for (const file of google) {
  mkdirSync(dirname(`.generated/protos/${file}`), { recursive: true });
  cpSync(`node_modules/google-proto-files/${file}`, `.generated/protos/${file}`);
}

execFileSync('node_modules/.bin/buf', ['generate'], { stdio: 'inherit' });
