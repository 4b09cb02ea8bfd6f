// A client by somebody else: node-opcua visits a server.
// Settings are the one argument, JSON: { endpoint, folder, policy, mode }, { user, password } or { userCertificate, userKey }, { reconnect: true } to go on
// after an interruption, and { reverse, serverUri, serverCertificate } to be called at the address reverse. When its session is there it
// prints { connected: policy }, or { refused: why } and ends; after that each line on standard input is an order, answered with a line { done: … }:
//   { "login": { policy, mode, user, … } }           reads the server's state in a session of its own, with these settings instead
//   { "visit": { policy, mode, user, … } }           ends the session and goes on in another, with these settings instead
//   { "read": ["ns=1;s=counter"] }                   the values, as { type, value, status }
//   { "decode": "ns=1;s=reading" }                  the fields of a structure, and { "texts": "ns=1;s=mode" } the texts of an enumeration's numbers
//   { "browse": "i=85" }                             the number of nodes at and below it
//   { "subscribe": ["ns=1;s=counter"], "percent": …, "queue": …, "discardOldest": … } subscribes; each value then comes as a line
//                                                    { value: [node, value, status] }
//   { "publishing": false }                          lets the subscription be silent; true lets it speak again
//   { "write": "ns=1;s=counter", "type": "Int32", "value": 5 }
//   { "call": ["ns=1;s=object", "ns=1;s=method"], "arguments": [{ "type": "Double", "value": 2 }] }
//   { "translate": "/0:Objects/1:folder" }
//   { "history": "ns=1;s=counter", "from": …, "to": … }   the values between two times
//   { "events": "i=2253" }                           subscribes to events; each then comes as a line { event: { … } }
//   { "acknowledge": ["ns=1;s=alarm", event id in base 64], "comment": "seen" }, and confirm likewise
//   { "refresh": "all" }                             the present conditions come once more as events
// It ends when standard input does.
import { createInterface } from 'node:readline';
import opcua from 'node-opcua';

const settings = JSON.parse(process.argv[2]);
const {
  AttributeIds, ClientReverseConnect, DataChangeFilter, DataChangeTrigger, DataType, DeadbandType, MessageSecurityMode, OPCUACertificateManager, OPCUAClient,
  SecurityPolicy, TimestampsToReturn, UserTokenType, coerceNodeId, constructEventFilter, makeBrowsePath,
} = opcua;

const certificates = new OPCUACertificateManager({ rootFolder: settings.folder, automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();
const listener = settings.reverse ? new ClientReverseConnect(settings.reverse) : undefined;

async function open(as) {
  const opening = OPCUAClient.create({
    applicationName: 'Visitor',
    applicationUri: as.applicationUri,
    clientCertificateManager: certificates,
    securityPolicy: SecurityPolicy[as.policy],
    securityMode: MessageSecurityMode[as.mode],
    endpointMustExist: false,
    connectionStrategy: as.reconnect ? { maxRetry: -1, initialDelay: 20, maxDelay: 200 } : { maxRetry: 0 },
    ...(as.reconnect ? { keepSessionAlive: true } : {}),
    ...(as.certificateFile ? { certificateFile: as.certificateFile, privateKeyFile: as.privateKeyFile } : {}),
    ...(as.serverCertificate ? { serverCertificate: Buffer.from(as.serverCertificate, 'base64') } : {}),
  });
  const identity = as.userCertificate
    ? { type: UserTokenType.Certificate, certificateData: Buffer.from(as.userCertificate, 'base64'), privateKey: as.userKey }
    : as.user
      ? { type: UserTokenType.UserName, userName: as.user, password: as.password }
      : { type: UserTokenType.Anonymous };

  try {
    if (listener) {
      await listener.start();
      await opening.connectReverse(listener, { serverUri: as.serverUri });
    } else {
      await opening.connect(as.endpoint);
    }

    return { client: opening, session: await opening.createSession(identity) };
  } catch (failure) {
    await opening.disconnect();
    throw failure;
  }
}

let client;
let session;
try {
  ({ client, session } = await open(settings));
} catch (failure) {
  say({ refused: `${failure.message}` });
  process.exit(0);
}

say({ connected: settings.policy });
let subscription;

const plain = (value) =>
  typeof value === 'bigint' ? value.toString()
  : Buffer.isBuffer(value) ? value.toString('base64')
  : value === null || value === undefined ? null
  : ArrayBuffer.isView(value) || Array.isArray(value) ? Array.from(value, plain)
  : value instanceof Date ? value.toISOString()
  : typeof value === 'object' && value.constructor?.name === 'NodeId' ? value.toString()
  : typeof value === 'object' && typeof value.toJSON === 'function' ? value.toJSON()
  : value;

const variant = ({ type, value }) => ({ dataType: DataType[type], value });

async function count(node, seen) {
  const results = [await session.browse({ nodeId: node, browseDirection: 0, referenceTypeId: 'HierarchicalReferences', includeSubtypes: true, resultMask: 63 })];
  while (results.at(-1).continuationPoint?.length) {
    results.push(await session.browseNext(results.at(-1).continuationPoint, false));
  }

  for (const reference of results.flatMap((result) => result.references ?? [])) {
    const id = reference.nodeId.toString();
    if (!seen.has(id)) {
      seen.add(id);
      await count(id, seen);
    }
  }
}

async function subscribed() {
  subscription ??= await session.createSubscription2({
    requestedPublishingInterval: 50, requestedLifetimeCount: 1000, requestedMaxKeepAliveCount: 20, maxNotificationsPerPublish: 1000, publishingEnabled: true,
  });
  return subscription;
}

const fields = ['EventId', 'EventType', 'SourceName', 'Message', 'Severity', 'Time', 'Retain', 'AckedState.Id', 'ConfirmedState.Id', 'ActiveState.Id', 'Comment'];

const orders = {
  async login({ login }) {
    const other = await open({ ...settings, ...login });
    const state = await other.session.read({ nodeId: 'i=2259', attributeId: AttributeIds.Value });
    await other.session.close(true);
    await other.client.disconnect();
    return state.value.value;
  },
  async visit({ visit }) {
    await session.close(true);
    await client.disconnect();
    subscription = undefined;
    ({ client, session } = await open({ ...settings, ...visit }));
    return 'Good';
  },
  async read({ read }) {
    const values = await session.read(read.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })));
    return values.map((each) => ({ type: DataType[each.value.dataType], value: plain(each.value.value), status: each.statusCode.name }));
  },
  async decode({ decode }) {
    return plain((await session.read({ nodeId: decode, attributeId: AttributeIds.Value })).value.value);
  },
  async texts({ texts }) {
    const type = (await session.read({ nodeId: texts, attributeId: AttributeIds.DataType })).value.value;
    const definition = (await session.read({ nodeId: type, attributeId: AttributeIds.DataTypeDefinition })).value.value;
    return Object.fromEntries(definition.fields.map((field) => [field.value[1], field.name]));
  },
  async browse({ browse }) {
    const seen = new Set([browse]);
    await count(browse, seen);
    return seen.size;
  },
  async publishing({ publishing }) {
    return (await (await subscribed()).setPublishingMode(publishing)).name;
  },
  async subscribe({ subscribe, percent, queue, discardOldest }) {
    const parameters = { samplingInterval: 10, queueSize: queue ?? 1000, discardOldest: discardOldest ?? false };
    if (percent) {
      parameters.filter = new DataChangeFilter({ trigger: DataChangeTrigger.StatusValue, deadbandType: DeadbandType.Percent, deadbandValue: percent });
    }

    for (const nodeId of subscribe) {
      const item = await (await subscribed()).monitor({ nodeId, attributeId: AttributeIds.Value }, parameters, TimestampsToReturn.Both);
      item.on('changed', (value) => say({ value: [nodeId, plain(value.value.value), value.statusCode.value] }));
      if (item.statusCode && item.statusCode.isNotGood()) {
        return item.statusCode.name;
      }
    }

    return 'Good';
  },
  async write({ write, type, value }) {
    const status = await session.write({ nodeId: write, attributeId: AttributeIds.Value, value: { value: variant({ type, value }) } });
    return status.name;
  },
  async call({ call: [objectId, methodId], arguments: inputs }) {
    const result = await session.call({ objectId, methodId, inputArguments: inputs.map(variant) });
    return { status: result.statusCode.name, outputs: (result.outputArguments ?? []).map((each) => plain(each.value)) };
  },
  async translate({ translate }) {
    const result = await session.translateBrowsePath(makeBrowsePath('RootFolder', translate));
    return { status: result.statusCode.name, targets: (result.targets ?? []).map((target) => target.targetId.toString()) };
  },
  async history({ history, from, to }) {
    const result = await session.readHistoryValue({ nodeId: history }, new Date(from), new Date(to), { numValuesPerNode: 1000 });
    return { status: result.statusCode.name, values: (result.historyData?.dataValues ?? []).map((each) => plain(each.value.value)) };
  },
  async acknowledge({ acknowledge: [conditionId, eventId], comment }) {
    return (await session.acknowledgeCondition(conditionId, Buffer.from(eventId, 'base64'), comment)).name;
  },
  async confirm({ confirm: [conditionId, eventId], comment }) {
    return (await session.confirmCondition(conditionId, Buffer.from(eventId, 'base64'), comment)).name;
  },
  async refresh() {
    const result = await session.call({
      objectId: 'i=2782', methodId: 'i=3875', inputArguments: [{ dataType: DataType.UInt32, value: (await subscribed()).subscriptionId }],
    });
    return result.statusCode.name;
  },
  async events({ events }) {
    const item = await (await subscribed()).monitor(
      { nodeId: events, attributeId: AttributeIds.EventNotifier },
      { samplingInterval: 0, queueSize: 1000, discardOldest: true, filter: constructEventFilter(fields) },
      TimestampsToReturn.Both);
    item.on('changed', (values) => say({ event: Object.fromEntries(fields.map((field, index) => [field, plain(values[index].value)])) }));
    return item.statusCode && item.statusCode.isNotGood() ? item.statusCode.name : 'Good';
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  const name = Object.keys(order)[0];
  try {
    say({ done: await orders[name](order) });
  } catch (failure) {
    say({ done: `failed: ${failure.message}` });
  }
}

await session.close(true);
await client.disconnect();
await listener?.stop();
process.exit(0);

function say(message) {
  console.log(JSON.stringify(message));
}
