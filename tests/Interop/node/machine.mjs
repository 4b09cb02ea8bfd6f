// A machine by somebody else: a node-opcua server with a variable of every built-in type, scalar and array.
// Settings are the one argument, JSON: { port, folder, policies, certificateFile, privateKeyFile, reverse, others }; reverse is the address of a client
// that it calls, others the number of namespaces before its own. When it listens it prints { endpoint, certificate } as one line; after that each line on standard input is an order:
//   { "set": "Counter", "from": 1, "count": 100 }   gives a changing variable these values, one after the other
//   { "add": "name", "value": 1.5 }                  adds a variable below the folder Changing; { "remove": "name" } takes it out
//   { "every": 50 }                                 lets all changing variables count up by themselves, every so many ms
//   { "give": "Ranged", "values": [1, 2.5], "status": "Good" }   gives a variable these values, each with a later time than the one before
//   { "tell": "Part", "from": 1, "count": 100 }      tells events of the type PartMadeEventType, with these numbers as severity and in the message
//   { "expire": "name" }                            ends the sessions of this name as if their client had been silent for too long
//   { "trustUser": "…" }                            lets the owner of this certificate (DER in base 64) log in
// Each order is answered with a line { done: … }. It ends when standard input does.
import { createInterface } from 'node:readline';
import opcua from 'node-opcua';
import { addAlarm, keepHistory } from './alarms.mjs';
import { addChanges } from './changes.mjs';
import { addEvents } from './events.mjs';
import { addStructures, nodesetFiles } from './structures.mjs';
import { addTypes } from './types.mjs';
import { addValues } from './values.mjs';

const { port, folder, policies, certificateFile, privateKeyFile, reverse, others } = JSON.parse(process.argv[2]);
const { DataType, MessageSecurityMode, OPCUACertificateManager, OPCUAServer, SecurityPolicy, StatusCodes, Variant } = opcua;

const namespaceUri = 'urn:industrial-gateway:interop';
const dataTypes = { Counter: 'Int32', Level: 'Double', Text: 'String', Ordered: 'Int32', Pressure: 'Double', Ranged: 'Double', Logged: 'Int32' };
const users = new Map([['operator', 'line-1 pässwörd']]);

const certificates = new OPCUACertificateManager({ rootFolder: folder, automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();
const userCertificates = new OPCUACertificateManager({ rootFolder: `${folder}-users`, automaticallyAcceptUnknownCertificate: false });
await userCertificates.initialize();

const server = new OPCUAServer({
  port,
  hostname: '127.0.0.1',
  resourcePath: '/machine',
  nodeset_filename: nodesetFiles,
  serverCertificateManager: certificates,
  userCertificateManager: userCertificates,
  ...(certificateFile ? { certificateFile, privateKeyFile } : {}),
  serverInfo: { applicationUri: 'urn:industrial-gateway:interop:machine', productUri: 'urn:industrial-gateway:interop' },
  securityPolicies: policies.map((policy) => SecurityPolicy[policy]),
  securityModes: [MessageSecurityMode.None, MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt],
  allowAnonymous: true,
  userManager: { isValidUser: (name, password) => users.get(name) === password },
  maxConnectionsPerEndpoint: 100,
  ...(reverse ? { reverseConnect: { connections: [{ endpointUrl: reverse }], reconnectDelay: 20, maxReconnectDelay: 200 } } : {}),
});
await server.initialize();

const space = server.engine.addressSpace;
for (let index = 0; index < others; index++) {
  space.registerNamespace(`${namespaceUri}:other-${index}`);
}

const namespace = space.registerNamespace(namespaceUri);
const machine = namespace.addObject({ organizedBy: space.rootFolder.objects, browseName: 'Machine', nodeId: 's=Machine' });
addValues(namespace, machine);
addTypes(namespace, machine);
addStructures(space, namespace, machine);

const live = new Map(Object.keys(dataTypes).map((name) => [name, addChanging(name)]));
addAlarm(space, namespace, machine, live.get('Pressure').variable);
keepHistory(space, live.get('Logged').variable);

function addChanging(name) {
  const add = name === 'Ranged' ? 'addAnalogDataItem' : 'addVariable';
  const variable = namespace[add]({
    componentOf: machine,
    browseName: name,
    nodeId: `s=${name}`,
    dataType: dataTypes[name],
    // Reported when it is set, not when it is looked at: no value is between two looks.
    minimumSamplingInterval: 0,
    ...(name === 'Ranged' ? { engineeringUnitsRange: { low: 0, high: 200 } } : {}),
  });
  const state = { variable, index: 0, time: 0 };
  set(state, name, 0);
  return state;
}

function set(state, name, index) {
  state.index = index;
  give(state, name, dataTypes[name] === 'String' ? `第 ${index} 件` : dataTypes[name] === 'Double' ? index / 4 : index);
}

function give(state, name, value, status = 'Good') {
  state.time = Math.max(Date.now(), state.time + 1);
  state.variable.setValueFromSource(new Variant({ dataType: DataType[dataTypes[name]], value }), StatusCodes[status], new Date(state.time));
}

const orders = {
  ...addChanges(namespace, machine),
  ...addEvents(namespace, machine),
  set({ set: name, from, count }) {
    for (let index = from; index < from + count; index++) {
      set(live.get(name), name, index);
    }
  },
  give({ give: name, values, status }) {
    values.forEach((value) => give(live.get(name), name, value, status));
  },
  every({ every }) {
    setInterval(() => live.forEach((state, name) => set(state, name, state.index + 1)), every);
  },
  expire({ expire }) {
    for (const session of Object.values(server.engine._sessions).filter((each) => each.sessionName === expire)) {
      server.engine.closeSession(session.authenticationToken, false, 'Timeout');
    }
  },
  async trustUser({ trustUser }) {
    await userCertificates.trustCertificate(Buffer.from(trustUser, 'base64'));
  },
};

await server.start();
say({ endpoint: server.getEndpointUrl(), certificate: server.getCertificate().toString('base64') });

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  await orders[Object.keys(order)[0]](order);
  say({ done: order });
}

await server.shutdown(100);
process.exit(0);

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
