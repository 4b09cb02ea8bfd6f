// A folder whose nodes come and go: node-opcua tells of it with model change events, because the folder has a NodeVersion.
export function addChanges(namespace, machine) {
  const folder = namespace.addObject({ componentOf: machine, browseName: 'Changing', nodeId: 's=Changing', nodeVersion: '1' });
  const nodes = new Map();
  return {
    add({ add: name, value }) {
      nodes.set(name, namespace.addVariable({
        componentOf: folder, browseName: name, nodeId: `s=Changing/${name}`, dataType: 'Double', minimumSamplingInterval: 0, value: { dataType: 'Double', value },
      }));
    },
    remove({ remove: name }) {
      namespace.deleteNode(nodes.get(name));
    },
  };
}
