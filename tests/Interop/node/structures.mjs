// Structures of the machine's own types (types.xml), variables that can be written, and methods.
import { fileURLToPath } from 'node:url';
import opcua from 'node-opcua';

const { DataType, nodesets, StatusCodes, Variant, VariantArrayType } = opcua;
const typesUri = 'urn:industrial-gateway:interop:types';

export const nodesetFiles = [nodesets.standard, fileURLToPath(new URL('types.xml', import.meta.url))];

export function addStructures(space, namespace, machine) {
  const types = space.getNamespaceIndex(typesUri);
  const make = (name, fields) => space.constructExtensionObject(space.findDataType(name, types), fields);
  const folder = addFolder('Structure');

  const reading = { name: 'oil', mode: 3, where: { x: 1, y: 2 }, path: [{ x: 3, y: 4 }, { x: 5, y: 6 }], count: [0xffffffff, 0xfffffffe], samples: [0.5, -1], label: { locale: 'de', text: 'Öl' } };
  add('Reading', 'Reading', make('Reading', reading));
  add('Noted', 'Reading', make('Reading', { ...reading, where: undefined, note: 'checked' }));
  add('Number', 'Choice', make('Choice', { number: -12 }));
  add('Place', 'Choice', make('Choice', { where: { x: 7, y: 8 } }));
  add('Derived', 'Position3', make('Position3', { x: 1, y: 2, z: 3 }));
  add('Many', 'Position', [make('Position', { x: 1, y: 2 }), make('Position', { x: 3, y: 4 })], VariantArrayType.Array);

  add('Mode', 'Mode', 3, VariantArrayType.Scalar, DataType.Int32);
  namespace.addMultiStateDiscrete({ componentOf: folder, browseName: 'Door', nodeId: 's=Structure/Door', enumStrings: ['open', '关'], value: 1 });

  const writable = addFolder('Writable');
  for (const [name, dataType, value] of [['Int32', 'Int32', 0], ['UInt64', 'UInt64', [0, 0]], ['String', 'String', ''], ['Double', 'Double', 0]]) {
    namespace.addVariable({ componentOf: writable, browseName: name, nodeId: `s=Writable/${name}`, dataType, value: new Variant({ dataType: DataType[dataType], arrayType: VariantArrayType.Scalar, value }) });
  }

  namespace.addVariable({
    componentOf: writable, browseName: 'Matrix', nodeId: 's=Writable/Matrix', dataType: 'Int32', valueRank: 2, arrayDimensions: [2, 3],
    value: new Variant({ dataType: DataType.Int32, arrayType: VariantArrayType.Matrix, dimensions: [2, 3], value: [1, 2, 3, 4, 5, 6] }),
  });
  namespace.addVariable({
    componentOf: writable, browseName: 'Array', nodeId: 's=Writable/Array', dataType: 'Int32', valueRank: 1,
    value: new Variant({ dataType: DataType.Int32, arrayType: VariantArrayType.Array, value: [1, 2, 3, 4] }),
  });
  namespace.addVariable({
    componentOf: writable, browseName: 'Constant', nodeId: 's=Writable/Constant', dataType: 'Int32', accessLevel: 'CurrentRead', userAccessLevel: 'CurrentRead',
    value: new Variant({ dataType: DataType.Int32, value: 7 }),
  });

  const method = namespace.addMethod(machine, {
    browseName: 'Scale', nodeId: 's=Scale',
    inputArguments: [
      { name: 'value', dataType: DataType.Double, valueRank: -1 },
      { name: 'factors', dataType: DataType.Double, valueRank: 1 },
    ],
    outputArguments: [{ name: 'scaled', dataType: DataType.Double, valueRank: 1 }],
  });
  method.bindMethod((inputs, _context, callback) => callback(null, {
    statusCode: StatusCodes.Good,
    outputArguments: [{ dataType: DataType.Double, arrayType: VariantArrayType.Array, value: Array.from(inputs[1].value, (factor) => factor * inputs[0].value) }],
  }));

  function addFolder(name) {
    return namespace.addObject({ componentOf: machine, browseName: name, nodeId: `s=${name}` });
  }

  function add(name, type, value, arrayType = VariantArrayType.Scalar, dataType = DataType.ExtensionObject) {
    namespace.addVariable({
      componentOf: folder, browseName: name, nodeId: `s=Structure/${name}`, dataType: space.findDataType(type, types).nodeId,
      valueRank: arrayType === VariantArrayType.Array ? 1 : -1,
      value: new Variant({ dataType, arrayType, value }),
    });
  }
}
