// node-opcua's client under the same load as ours, counted in the same way; its arguments are the order
// (RunOrder.cs) and where node-opcua is installed, its lines: that measuring begins, and the report.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// node-opcua writes its warnings to standard output, which is for our lines.
const say = (line) => process.stdout.write(`${line}\n`);
for (const kind of ['log', 'info', 'warn', 'debug']) console[kind] = console.error;

const order = JSON.parse(process.argv[2]);
const { scenario } = order;
const opcua = createRequire(process.argv[3])('node-opcua');
const { AttributeIds, ClientMonitoredItemGroup, MessageSecurityMode, OPCUACertificateManager, OPCUAClient, SecurityPolicy, TimestampsToReturn } = opcua;

const secured = scenario.policy !== 'None';
const certificates = new OPCUACertificateManager({ rootFolder: join(order.folder, 'node'), automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();
const client = OPCUAClient.create({
  endpointMustExist: false,
  securityMode: secured ? MessageSecurityMode.SignAndEncrypt : MessageSecurityMode.None,
  securityPolicy: SecurityPolicy[scenario.policy],
  clientCertificateManager: certificates,
  certificateFile: join(order.folder, 'own.pem'),
  privateKeyFile: join(order.folder, 'own.key'),
  applicationUri: 'urn:industrial-gateway:bench:client',
  transportTimeout: 60_000,
});
await client.connect(order.endpoint);
const session = await client.createSession();
const subscription = await session.createSubscription2({
  requestedPublishingInterval: scenario.publishingMs,
  requestedLifetimeCount: 10_000,
  requestedMaxKeepAliveCount: 30,
  maxNotificationsPerPublish: 2000,
  publishingEnabled: true,
});

const overflow = 0x0480;
const last = new Float64Array(scenario.items).fill(NaN);
let live = 0;
let count, allLive;
const whenLive = new Promise((resolve) => (allLive = resolve));
const latencies = new Float64Array(100_000); // whole milliseconds: the Date of a source timestamp has no more
restart();

function restart() {
  count = { received: 0, missing: 0, disordered: 0, overflows: 0, maxMs: 0 };
  latencies.fill(0);
}

function take(index, value) {
  count.received++;
  if ((value.statusCode.value & overflow) === overflow) count.overflows++;
  const ms = Math.min(latencies.length - 1, Math.max(0, Date.now() - value.sourceTimestamp.getTime()));
  latencies[ms]++;
  if (ms > count.maxMs) count.maxMs = ms;
  const step = value.value.value - last[index];
  if (Number.isNaN(step)) {
    if (++live === scenario.items) allLive();
  } else if (step > 1) count.missing += step - 1;
  else if (step < 1) {
    count.disordered++;
    return;
  }
  last[index] = value.value.value;
}

function percentile(share) {
  let left = Math.ceil(count.received * share);
  let ms = 0;
  while ((left -= latencies[ms]) > 0) ms++;
  return ms;
}

const start = performance.now();
const perCall = 1000;
for (let first = 0; first < scenario.items; first += perCall) {
  const nodes = Array.from({ length: Math.min(perCall, scenario.items - first) }, (_, i) => ({
    nodeId: `ns=1;i=${first + i + 1}`,
    attributeId: AttributeIds.Value,
  }));
  const group = ClientMonitoredItemGroup.create(
    subscription,
    nodes,
    { samplingInterval: scenario.periodMs, queueSize: scenario.queueSize, discardOldest: true },
    TimestampsToReturn.Both,
  );
  group.on('changed', (item, value, index) => take(first + index, value));
  await new Promise((resolve, reject) => {
    group.on('initialized', resolve);
    group.on('err', (message) => reject(new Error(message)));
  });
}
const createdSeconds = (performance.now() - start) / 1000;
await whenLive;
const liveSeconds = (performance.now() - start) / 1000;

await wait(order.warmUpSeconds);
restart();
say('begin');
const cpu = process.cpuUsage();
const begin = performance.now();
await wait(order.seconds);
const used = process.cpuUsage(cpu);
const seconds = (performance.now() - begin) / 1000;
const status = readFileSync('/proc/self/status', 'utf8');
const megabytes = (field) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]) / 1024;
say(
  JSON.stringify({
    client: 'node-opcua',
    seconds,
    createdSeconds,
    liveSeconds,
    received: count.received,
    missing: count.missing,
    disordered: count.disordered,
    overflows: count.overflows,
    cpuSeconds: (used.user + used.system) / 1e6,
    peakMegabytes: megabytes('VmHWM'),
    endMegabytes: megabytes('VmRSS'),
    fromSource: { p50: percentile(0.5), p99: percentile(0.99), max: count.maxMs },
  }),
);
process.stdout.write('', () => process.exit(0));

function wait(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
