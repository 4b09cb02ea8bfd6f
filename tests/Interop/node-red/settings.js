// Node-RED without its editor and its pages: only the flow runs.
module.exports = {
  httpAdminRoot: false,
  httpNodeRoot: false,
  credentialSecret: false,
  logging: { console: { level: 'info', metrics: false, audit: false } },
  telemetry: { enabled: false },
  externalModules: { autoInstall: false },
};
